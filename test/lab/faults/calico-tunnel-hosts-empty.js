const set = 'cali40all-vxlan-net';
const match = ['-p', 'udp', '-m', 'udp', '--dport', '4789'];
const local = ['-m', 'addrtype', '--dst-type', 'LOCAL'];
const rules = [
	[...match, ...local, '-j', 'DROP'],
	[...match, '-m', 'set', '--match-set', set, 'src', ...local, '-j', 'ACCEPT'],
];

export default {
	id: 'calico-tunnel-hosts-empty',
	about: 'the set of hosts from which Felix lets VXLAN in was flushed',
	cni: ['calico'],
	node: 'agent',
	programs: {ipset: 'ipset'},
	expect: {cause: 'netfilter/overlay-port#notAmongHosts'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	inject: async ({target}) => {
		await target.run(['ipset', 'create', set, 'hash:net']);
		for (const rule of rules) {
			await target.run(['iptables-nft', '-I', 'cali-INPUT', ...rule]);
		}
	},
	// The kernel lets go of a set a moment after the rule.
	heal: async ({target}) => {
		for (const rule of rules) {
			await target.run(['iptables-nft', '-D', 'cali-INPUT', ...rule]);
		}
		await target.shell(`sleep 0.3; ipset destroy ${set}`);
	},
};
