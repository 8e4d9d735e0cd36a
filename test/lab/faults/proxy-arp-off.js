export default {
	id: 'proxy-arp-off',
	about: 'the interfaces of pods do not answer for their gateway any more',
	cni: ['canal', 'calico'],
	node: 'agent',
	expect: {cause: 'calico/workload-gateway#off', subject: 'net.ipv4.conf.cali*.proxy_arp'},
	breaks: ['pods', 'pods-full-size', 'dns-local', 'dns-external'],
	...{
		inject: ({target}) =>
			target.shell(
				'for f in /proc/sys/net/ipv4/conf/cali*/proxy_arp; do echo 0 >$f; done; for n in /run/netns/*; do nsenter --net=$n ip neigh flush all; done',
			),
		heal: ({target}) => target.shell('for f in /proc/sys/net/ipv4/conf/cali*/proxy_arp; do echo 1 >$f; done'),
	},
};
