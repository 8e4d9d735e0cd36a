import {setTimeout as sleep} from 'node:timers/promises';
import {compareEverything, compareStates, recordEverything} from '../state.js';
import {missesOfRun, runLine} from './operator.js';

const differencesAfter = async (lab, act) => {
	const before = await recordEverything(lab);
	const startedAt = performance.now();
	const result = await act();
	const milliseconds = performance.now() - startedAt;
	const after = await recordEverything(lab);
	return {result, milliseconds, lines: before.size, before, after};
};

// One change of each kind that the comparison must see, and how to take it back.
const changes = {
	'an address': ['ip address add 192.0.2.1/32 dev lo', 'ip address del 192.0.2.1/32 dev lo'],
	'a link': ['ip link add probe type veth peer name probe2', 'ip link del probe'],
	'a route': ['ip route add blackhole 192.0.2.0/24', 'ip route del blackhole 192.0.2.0/24'],
	'a routing rule': ['ip rule add pref 9000 from 192.0.2.1', 'ip rule del pref 9000'],
	'a neighbour': [
		'ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0 nud stale',
		'ip neigh del 192.0.2.9 dev eth0',
	],
	'a forwarding entry': [
		'bridge fdb add 02:00:00:00:00:09 dst 192.0.2.9 dev flannel.1',
		'bridge fdb del 02:00:00:00:00:09 dst 192.0.2.9 dev flannel.1',
	],
	'an nftables table': ['nft add table inet probe', 'nft delete table inet probe'],
	'an iptables rule': [
		'iptables-nft -A INPUT -s 192.0.2.1 -j ACCEPT',
		'iptables-nft -D INPUT -s 192.0.2.1 -j ACCEPT',
	],
	'an ipset': ['ipset create probe hash:ip', 'ipset destroy probe'],
	'a sysctl': [
		'echo 61 >/proc/sys/net/ipv4/ip_default_ttl; echo 1 >/proc/sys/net/ipv4/conf/eth0/log_martians',
		'echo 64 >/proc/sys/net/ipv4/ip_default_ttl; echo 0 >/proc/sys/net/ipv4/conf/eth0/log_martians',
	],
	'a process': [
		'sleep 987 >/dev/null 2>&1 & echo $! >/dev/shm/probe',
		'kill "$(cat /dev/shm/probe)"; rm /dev/shm/probe',
	],
	'a file that was there and is gone again': ['touch /etc/rancher/probe; rm /etc/rancher/probe', ''],
	'the time of a file': [
		'cp -a /etc/rancher/rke2/config.yaml /run/lab/probe; touch /etc/rancher/rke2/config.yaml',
		'touch -r /run/lab/probe /etc/rancher/rke2/config.yaml; rm /run/lab/probe',
	],
	'a temporary file': ['touch /tmp/probe', 'rm /tmp/probe'],
};

const watchChange = async ({lab, node}, [what, [change, takeBack]]) => {
	const {result, before, after} = await differencesAfter(lab, () => runLine(node, change));
	await runLine(node, takeBack);
	return [
		...missesOfRun(result, {exitCode: 0}),
		...(compareEverything(lab, before, after).length > 0 ? [] : [`the comparison does not see ${what}`]),
	];
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
					`${run.lines} lines compared; the pause changes ${own.size}, the run ${all.length}, of which ${all.length - left.length} are declared`,
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
