import {all, ipLines, rule} from '../injections.js';

export default {
	id: 'datagrams-marked-away',
	about: 'overlay packets are marked on their way out, and a routing rule refuses what has the mark',
	cni: ['canal', 'cilium'],
	node: 'agent',
	expect: {cause: 'route/rule-for-packets#datagrams'},
	breaks: ['overlay', 'pods', 'pods-full-size', 'dns-remote'],
	...all(
		rule(
			({cluster: {network}}) => `OUTPUT -p udp -m udp --dport ${network.overlayPort} -j MARK --set-mark 0x99`,
			['-t', 'mangle'],
		),
		ipLines('rule add fwmark 0x99 priority 50 blackhole', 'rule del priority 50'),
	),
};
