import {
	addressLine,
	defineCheck,
	isCalicoWorkload,
	isSameAddress,
	isTunnelDevice,
	routeLine,
} from 'rke2-netdoctor';

/** IP-in-IP is a tunnel of Calico too, though one that the kernel makes by itself. */
const isTunnel = (name: string): boolean => name === 'tunl0' || isTunnelDevice(name);

export default defineCheck({
	id: 'calico/tunnel-address',
	title: 'No pod has the address of the tunnel of this node',
	rationale:
		'The tunnel takes its address from a block of this node, as pods do. When the allocation of the tunnel is lost, with the Node for instance, a pod gets the same address: the kernel then keeps for itself what comes for the pod.',
	when: {cni: ['calico']},
	needs: {addresses: 'ip.address', routes: 'ip.route', workloads: 'calico.workloads'},
	messages: {
		taken: {
			severity: 'critical',
			text: 'The pod {pod} has {address}, which is also the address of {device} on this node: nothing comes back to it',
			guide: {
				steps: [
					{text: 'calicoctl ipam check, or: kubectl get ipamblocks -o yaml: who holds {address}'},
					{text: 'Delete the pod {pod}, so that it gets another address', changes: 'cluster'},
					{
						text: 'Delete the calico-node pod of this node, which then registers the address of its tunnel anew: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/troubleshooting', 'calico/routing-table'],
			},
		},
	},
	*run({addresses, routes, workloads}, {finding, environment}) {
		for (const own of addresses.filter(({link}) => isTunnel(link))) {
			const route = routes.find(
				({table, dev = '', destination}) =>
					table === 'main' &&
					isCalicoWorkload(dev) &&
					isSameAddress(destination.replace(/\/\d+$/, ''), own.address),
			);
			if (route === undefined) {
				continue;
			}
			const sandbox = workloads.get(route.dev ?? '');
			const pod = sandbox === undefined ? `behind ${route.dev}` : `${sandbox.namespace}/${sandbox.name}`;
			yield finding(
				'taken',
				{pod, address: own.address, device: own.link, node: environment.nodeName.value ?? 'NODE'},
				{kind: 'Interface', name: own.link},
				{
					evidence: [
						{from: 'addresses', excerpt: addressLine(own)},
						{from: 'routes', excerpt: routeLine(route)},
					],
					about:
						sandbox === undefined ? [] : [{kind: 'Pod', namespace: sandbox.namespace, name: sandbox.name}],
				},
			);
		}
	},
});
