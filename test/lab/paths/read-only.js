import {basename} from 'node:path';
import {missesOfRun, reportFrom, runLine} from './operator.js';
import {judgeTrace, tracedCalls} from './trace.js';

const directory = '/run/lab/trace';

/** Runs the check with every system call traced, children included; `prepare` is shell before it. */
const traceCheck = async (node, options, prepare = '') => {
	const line = `${prepare}
mkdir -p ${directory}
exec strace -ff -qq --seccomp-bpf -yy -s 256 -e signal=none -e trace=${tracedCalls} -o ${directory}/pid rke2-netdoctor check -o json ${options}`;
	const got = await node.run(['unshare', '--mount', 'bash', '-ec', line], {reject: false, timeout: 180_000});
	const {stdout} = await runLine(
		node,
		`cd ${directory}; for file in pid.*; do echo "== $file"; cat "$file"; done; rm -rf ${directory}`,
		{maxBuffer: 512 * 1024 ** 2},
	);
	const files = Object.fromEntries(
		stdout
			.split(/^== pid\./m)
			.slice(1)
			.map(part => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
	);
	return {got, trace: judgeTrace(files)};
};

const isLoopback = destination => /^127\.|^::1:|^::ffff:127\./.test(destination);

/** Whom the check may ask (beside itself): every kubelet on both networks, DNS, the API servers, their service and where nodes register. */
const declaredOf = ({network, nodes, services}) =>
	new Set([
		...nodes.flatMap(({address, overlayAddress}) => [
			...[address, overlayAddress].filter(Boolean).flatMap(ip => [`${ip}:10250`, `${ip}:0`]),
		]),
		...services.filter(({name}) => name === 'kubernetes').map(({address}) => `${address}:443`),
		...nodes
			.filter(({role}) => role === 'server')
			.flatMap(({address}) => [`${address}:6443`, `${address}:9345`]),
		...nodes.flatMap(({pods}) =>
			pods.filter(({containers}) => containers[0].name === 'coredns').map(({address}) => `${address}:53`),
		),
		`${network.dns}:53`,
	]);

const missesOfTrace = ({writes, sends}, mayAsk) => [
	...writes.map(what => `it writes: ${what}`),
	...sends.filter(destination => !mayAsk(destination)).map(destination => `it sends to ${destination}`),
];

const noteOf = ({calls, processes, writes, sends}) =>
	`${calls} system calls of ${processes} processes and threads: ${writes.length} open or change anything for writing; sent to ${sends.join(', ') || 'nobody'}`;

const programs = {strace: 'strace'};

const tracedTest = (id, about, options, mayAskOf) => ({
	id,
	about,
	programs,
	run: async ({node, cluster}) => {
		const {got, trace} = await traceCheck(node, options);
		return {
			misses: [...missesOfRun(got, {exitCode: 0}), ...missesOfTrace(trace, mayAskOf(cluster))],
			notes: [noteOf(trace)],
			trace,
		};
	},
});

/** Tools that load modules when they are first run, or make tables; ss, ping and ip only with some arguments. */
const gatedTools = ['iptables', 'ip6tables', 'nft', 'ipset', 'conntrack', 'wg'];

// Here the kernel may be monolithic, which cannot load anything: another /proc says otherwise.
const withoutModules = `
mkdir -p /run/lab/proc /run/lab/other-proc
mount --bind /proc /run/lab/proc
for path in /proc/* /proc/.[!.]*; do ln -sfn "/run/lab/proc/\${path##*/}" /run/lab/other-proc/; done
rm -f /run/lab/other-proc/modules; : >/run/lab/other-proc/modules
mount --bind /run/lab/other-proc /proc
mount -t tmpfs tmpfs /sys/module
for path in /lib/modules /usr/lib/modules; do if [ -e $path ]; then mount -t tmpfs tmpfs $path; fi; done`;

const withLegacyIptables = `
cp -a /etc/alternatives /run/lab/alternatives
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
	ln -sfn "/usr/sbin/$(echo "$name" | sed 's/tables/tables-legacy/')" /run/lab/alternatives/$name
done
mount --bind /run/lab/alternatives /etc/alternatives`;

const namesOf = runs => [...new Set(runs.map(path => basename(path)))].join(', ');

const runsOfGated = ({runs}) =>
	runs.filter(path => gatedTools.some(tool => basename(path).startsWith(tool)) || /xtables/.test(path));

export default [
	tracedTest(
		'traced',
		'every system call of a run: nothing is written, and only the declared peers hear something',
		'',
		cluster => {
			const declared = declaredOf(cluster);
			return destination => isLoopback(destination) || declared.has(destination);
		},
	),
	tracedTest(
		'traced-passive',
		'the same with --passive: nothing beyond loopback, unix sockets and netlink',
		'--passive',
		() => isLoopback,
	),
	{
		id: 'gate-no-modules',
		about: 'a kernel that has loaded nothing: no tool is run that would load a module',
		programs,
		run: async ({node}) => {
			const {got, trace} = await traceCheck(node, '', withoutModules);
			const run = runsOfGated(trace);
			return {
				misses: [
					// The report is one of a kernel without modules, which is no healthy one.
					...reportFrom(got.stdout).misses,
					...run.map(path => `it runs ${path}, which would load a module`),
				],
				notes: [`runs ${namesOf(trace.runs)}; none of ${gatedTools.join(', ')}`],
			};
		},
	},
	{
		id: 'gate-legacy-tables',
		about: 'iptables is the legacy one and has no tables: they are not made by looking',
		programs: {...programs, 'iptables-legacy': 'iptables'},
		run: async ({node}) => {
			const got = await node.run(
				['unshare', '--mount', 'bash', '-ec', `${withLegacyIptables}\nexec rke2-netdoctor check -o json`],
				{reject: false, timeout: 120_000},
			);
			const [{stdout: tables}, {stdout: made}] = [
				await runLine(node, 'cat /proc/net/ip_tables_names'),
				await runLine(
					node,
					"unshare --net sh -c 'iptables-legacy -L -n >/dev/null; cat /proc/net/ip_tables_names'",
				),
			];
			return {
				misses: [
					...missesOfRun(got, {exitCode: 0}),
					...(tables === '' ? [] : [`expected no legacy tables afterwards, got ${tables}`]),
					...(made === 'filter' ? [] : [`expected a plain iptables-legacy -L to make one, got ${made}`]),
				],
				notes: [`/proc/net/ip_tables_names is empty after the run; iptables -L alone would make: ${made}`],
			};
		},
	},
];
