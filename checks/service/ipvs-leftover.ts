import {addressLine, defineCheck} from 'rke2-netdoctor';

export default defineCheck({
	id: 'service/ipvs-leftover',
	title: 'The mode ipvs of kube-proxy has left no addresses of services',
	rationale:
		'In ipvs mode kube-proxy gives every address of a service to the device kube-ipvs0. When it goes on in iptables mode it leaves them there, and this node takes what is sent to them for its own: services that were removed or got another address, load balancer addresses that belong to others by now.',
	needs: {addresses: 'ip.address'},
	messages: {
		left: {
			severity: 'warning',
			text: 'kube-ipvs0 still holds {count} addresses of services from the ipvs mode of kube-proxy, which is {mode} now: this node answers for {first} itself',
			guide: {
				steps: [
					{text: 'ip -br address show dev kube-ipvs0; curl -s http://127.0.0.1:10249/proxyMode'},
					{text: 'ip link delete kube-ipvs0', changes: 'node'},
					{
						text: 'ipvsadm --clear, where ipvsadm is there; otherwise drain and reboot the node',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/uninstall'],
			},
		},
	},
	*run({addresses}, {finding, environment}) {
		const {value: mode, conflicts = []} = environment.kubeProxy;
		const held = addresses.filter(({link, scope}) => link === 'kube-ipvs0' && scope === 'global');
		const [first] = held;
		// Where sources contradict each other, kube-proxy may well run in ipvs mode.
		if (first === undefined || mode === undefined || mode === 'ipvs' || conflicts.length > 0) {
			return;
		}
		yield finding(
			'left',
			{count: held.length, mode, first: first.address},
			{kind: 'Interface', name: 'kube-ipvs0'},
			{evidence: [{from: 'addresses', excerpt: held.slice(0, 5).map(addressLine).join('\n')}]},
		);
	},
});
