import {setTimeout as sleep} from 'node:timers/promises';
import {compareEverything, compareStates, recordEverything} from '../state.js';
import {missesOfRun, runLine} from './operator.js';

const differencesAfter = async (lab, act) => {
	const before = await recordEverything(lab);
	const startedAt = performance.now();
	const result = await act();
	const milliseconds = performance.now() - startedAt;
	const after = await recordEverything(lab);
	return {result, milliseconds, before, after};
};

// One change of each kind: the line that must differ, the change, and how to take it back.
const changes = {
	'an address': [
		/192\.0\.2\.1\/32/,
		'ip address add 192.0.2.1/32 dev lo',
		'ip address del 192.0.2.1/32 dev lo',
	],
	'a link': [/probe2?@/, 'ip link add probe type veth peer name probe2', 'ip link del probe'],
	'a route': [/blackhole 192/, 'ip route add blackhole 192.0.2.0/24', 'ip route del blackhole 192.0.2.0/24'],
	'a routing rule': [/from 192\.0\.2\.1/, 'ip rule add pref 9000 from 192.0.2.1', 'ip rule del pref 9000'],
	'a neighbour': [
		/neighbour 192\.0\.2\.9/,
		'ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0 nud stale',
		'ip neigh del 192.0.2.9 dev eth0',
	],
	'a forwarding entry': [
		/02:00:00:00:00:09 dev flannel\.1/,
		'bridge fdb add 02:00:00:00:00:09 dst 192.0.2.9 dev flannel.1',
		'bridge fdb del 02:00:00:00:00:09 dst 192.0.2.9 dev flannel.1',
	],
	'an nftables table': [/table inet probe/, 'nft add table inet probe', 'nft delete table inet probe'],
	'an iptables rule': [
		/-A INPUT -s 192\.0\.2\.1/,
		'iptables-nft -A INPUT -s 192.0.2.1 -j ACCEPT',
		'iptables-nft -D INPUT -s 192.0.2.1 -j ACCEPT',
	],
	'an ipset': [/create probe/, 'ipset create probe hash:ip', 'ipset destroy probe'],
	'a sysctl': [
		/ip_default_ttl:61/,
		'echo 61 >/proc/sys/net/ipv4/ip_default_ttl',
		'echo 64 >/proc/sys/net/ipv4/ip_default_ttl',
	],
	'a process': [
		/process sleep 987/,
		'sleep 987 >/dev/null 2>&1 & echo $! >/dev/shm/probe',
		'kill "$(cat /dev/shm/probe)"; rm /dev/shm/probe',
	],
	'a file that was there and is gone again': [
		/upper etc\/rancher d/,
		'touch /etc/rancher/probe; rm /etc/rancher/probe',
		'',
	],
	'the time of a file': [
		/upper etc\/rancher\/rke2\/config\.yaml/,
		'cp -a /etc/rancher/rke2/config.yaml /run/lab/probe; touch /etc/rancher/rke2/config.yaml',
		'touch -r /run/lab/probe /etc/rancher/rke2/config.yaml; rm /run/lab/probe',
	],
	'a temporary file': [/file \/tmp\/probe/, 'touch /tmp/probe', 'rm /tmp/probe'],
};

const watchChange = async ({lab, node}, [what, [wanted, change, takeBack]]) => {
	const {result, before, after} = await differencesAfter(lab, () => runLine(node, change));
	await runLine(node, takeBack);
	const isSeen = compareEverything(lab, before, after).some(line => wanted.test(line));
	return [...missesOfRun(result, {exitCode: 0}), ...(isSeen ? [] : [`the comparison does not see ${what}`])];
};

export default [
	{
		id: 'unchanged',
		about: 'everything compared around a run, and around a pause of the same length without it',
		run: async ({lab, node}) => {
			const run = await differencesAfter(lab, () =>
				runLine(node, 'rke2-netdoctor check -o short', {timeout: 90_000}),
			);
			const pause = await differencesAfter(lab, () => sleep(run.milliseconds));
			const own = new Set(compareStates(pause.before, pause.after));
			const all = compareStates(run.before, run.after);
			const left = compareEverything(lab, run.before, run.after).filter(line => !own.has(line));
			return {
				misses: [
					...missesOfRun(run.result, {exitCode: 0}),
					...left.map(line => `the program changed: ${line}`),
				],
				notes: [
					`${run.before.size} lines compared; the pause changes ${own.size}, the run ${all.length}, of which ${all.length - left.length} are declared`,
				],
			};
		},
	},
	{
		id: 'changes-seen',
		about: 'the comparison sees a change of each kind: links, rules, sets, sysctls, processes, files',
		run: async context => {
			const misses = [];
			for (const entry of Object.entries(changes)) {
				misses.push(...(await watchChange(context, entry)));
			}
			return {misses, notes: [`sees ${Object.keys(changes).join(', ')}`]};
		},
	},
];
