import {routerOf} from './kernel.js';

const jump = (chain, to) => `-A ${chain} -m comment --comment "cilium-feeder: ${to}" -j ${to}`;
const rule = (chain, match, comment, verdict) =>
	`-A ${chain} ${match} -m comment --comment "${comment}" -j ${verdict}`;

/** What cilium-agent puts into iptables beside kube-proxy: pkg/datapath/iptables of https://github.com/cilium/cilium */
export const ciliumRules = node => ({
	mangle: [
		':CILIUM_POST_mangle - [0:0]',
		':CILIUM_PRE_mangle - [0:0]',
		jump('PREROUTING', 'CILIUM_PRE_mangle'),
		jump('POSTROUTING', 'CILIUM_POST_mangle'),
	],
	raw: [
		':CILIUM_OUTPUT_raw - [0:0]',
		':CILIUM_PRE_raw - [0:0]',
		jump('PREROUTING', 'CILIUM_PRE_raw'),
		jump('OUTPUT', 'CILIUM_OUTPUT_raw'),
	],
	nat: [
		':CILIUM_OUTPUT_nat - [0:0]',
		':CILIUM_POST_nat - [0:0]',
		':CILIUM_PRE_nat - [0:0]',
		jump('PREROUTING', 'CILIUM_PRE_nat'),
		jump('OUTPUT', 'CILIUM_OUTPUT_nat'),
		jump('POSTROUTING', 'CILIUM_POST_nat'),
		rule(
			'CILIUM_POST_nat',
			`-s ${node.podCidr} ! -d ${node.podCidr} ! -o cilium_+`,
			'cilium masquerade non-cluster',
			'MASQUERADE',
		),
		rule(
			'CILIUM_POST_nat',
			'-s 127.0.0.1/32 -o cilium_host',
			'cilium host->cluster from 127.0.0.1 masquerade',
			`SNAT --to-source ${routerOf(node)}`,
		),
	],
	filter: [
		':CILIUM_FORWARD - [0:0]',
		':CILIUM_INPUT - [0:0]',
		':CILIUM_OUTPUT - [0:0]',
		jump('INPUT', 'CILIUM_INPUT'),
		jump('FORWARD', 'CILIUM_FORWARD'),
		jump('OUTPUT', 'CILIUM_OUTPUT'),
		...[
			['-o cilium_host', 'cilium: any->cluster on cilium_host forward accept'],
			['-i cilium_host', 'cilium: cluster->any on cilium_host forward accept (nodeport)'],
			['-i lxc+', 'cilium: cluster->any on lxc+ forward accept'],
			['-i cilium_net', 'cilium: cluster->any on cilium_net forward accept (nodeport)'],
		].map(([match, comment]) => rule('CILIUM_FORWARD', match, comment, 'ACCEPT')),
		rule('CILIUM_INPUT', '-m mark --mark 0x200/0xf00', 'cilium: ACCEPT for proxy traffic', 'ACCEPT'),
		rule('CILIUM_OUTPUT', '-m mark --mark 0xa00/0xe00', 'cilium: ACCEPT for proxy traffic', 'ACCEPT'),
	],
});
