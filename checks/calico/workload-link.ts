import {
	defineCheck,
	excludeCniDevices,
	isCalicoWorkload,
	listNames,
	routeLine,
	thisNode,
} from 'rke2-netdoctor';

/** Interface, route and sandbox of a new pod come one after the other. */
const settlesWithin = 60_000;

export default defineCheck({
	id: 'calico/workload-link',
	title: 'The interface of every pod is up and has its route',
	rationale:
		'Each pod has a veth pair whose host side is called cali… and a route of its own to it. Something that sets such an interface down or removes its route, such as a network manager that thinks it owns the device, cuts off exactly that pod.',
	when: {cni: ['canal', 'calico']},
	needs: {links: 'ip.link', routes: 'ip.route', workloads: 'calico.workloads', now: 'system.clock'},
	messages: {
		down: {
			severity: 'critical',
			text: 'The interface {device} of the pod {pod} is down',
			guide: {
				steps: [
					{text: 'ip link set {device} up', changes: 'node'},
					{
						text: 'If it goes down again, see that neither NetworkManager nor systemd-networkd manages cali*: nmcli device; networkctl list',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'calico/networkmanager'],
			},
		},
		peerDown: {
			severity: 'critical',
			text: 'The interface {device} of the pod {pod} has no carrier: eth0 inside the pod is down',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'Delete the pod {pod}, so that it gets a new network', changes: 'cluster'},
				],
				links: ['calico/routing-table'],
			},
		},
		routeMissing: {
			severity: 'critical',
			text: 'No route leads to the interface {device} of the pod {pod}: nothing reaches it',
			guide: {
				steps: [
					{text: 'ip route show dev {device}'},
					{
						text: 'Delete the rke2-canal or calico-node pod of this node: Felix writes the routes of all its pods again',
						changes: 'cluster',
					},
					{
						text: 'If routes vanish again, see that neither NetworkManager nor systemd-networkd manages cali*: nmcli device; networkctl list',
					},
				],
				links: ['calico/routing-table', 'rke2/known-issues-networkmanager'],
			},
			explains: ['service/stale-endpoint#goneHere'],
		},
		singleBlock: {
			severity: 'critical',
			text: 'No route leads to the interface {device} of the pod {pod}, since blocks here hold one address ({blocks}): the blackhole that Calico sets for a block stands where the route to its pod should be',
			guide: {
				steps: [
					{
						text: 'ip route show type blackhole; kubectl get ippools.crd.projectcalico.org -o yaml | grep -E "cidr|blockSize"',
					},
					{
						text: 'The blockSize of a pool cannot be changed: add a pool with blockSize 26 (IPv6 122) in installation.calicoNetwork.ipPools of the HelmChartConfig rke2-calico, disable the other one, and delete the pods that have addresses of it',
						changes: 'cluster',
					},
				],
				links: ['calico/ip-pool', 'calico/ipam', 'calico/routing-table'],
			},
			explains: ['service/stale-endpoint#goneHere'],
		},
		allRoutesMissing: {
			severity: 'critical',
			text: 'No route leads to any of the {count} pods of this node that have an interface of Calico ({pods}): something has taken the routes away, as NetworkManager and systemd-networkd do with interfaces that they manage',
			guide: {
				steps: [
					{
						text: 'nmcli device | grep cali; networkctl list | grep cali: they must be unmanaged; ip route show proto 80; journalctl -u NetworkManager -u systemd-networkd --since -1h',
					},
					excludeCniDevices,
					{text: 'systemctl reload NetworkManager', changes: 'node'},
					{
						text: 'With systemd-networkd: name the interfaces of the machine in the [Match] of its files, and ManageForeignRoutes=no in /etc/systemd/networkd.conf; systemctl restart systemd-networkd',
						changes: 'node',
					},
					{
						text: 'Delete the rke2-canal or calico-node pod of this node: Felix writes the routes of all its pods again',
						changes: 'cluster',
					},
				],
				links: ['rke2/known-issues-networkmanager', 'calico/networkmanager', 'calico/routing-table'],
			},
			explains: ['service/stale-endpoint#goneHere'],
		},
	},
	*run({links, routes, workloads, now}, {finding, environment}) {
		const routed = new Set(
			routes
				.filter(
					({table, type, destination}) =>
						table === 'main' && type === 'unicast' && /\/(32|128)$/.test(destination),
				)
				.map(({dev}) => dev),
		);
		const judged = links.flatMap(link => {
			const sandbox = isCalicoWorkload(link.name) ? workloads.get(link.name) : undefined;
			const isSettled = sandbox?.isReady === true && now - sandbox.createdAt >= settlesWithin;
			return sandbox !== undefined && isSettled ? [{link, sandbox}] : [];
		});
		const cutOff = judged.filter(({link}) => link.isUp && link.hasCarrier && !routed.has(link.name));
		// Of blocks of one address, one for each pod: Calico itself writes none for less than a block.
		const blocks = routes.filter(
			({table, type, destination, protocol}) =>
				table === 'main' &&
				type === 'blackhole' &&
				/\/(?:32|128)$/.test(destination) &&
				/^(?:80|bird)$/.test(protocol ?? ''),
		);
		const areOfBlocks = blocks.length >= cutOff.length && blocks.length > 0;
		const areAll = cutOff.length > 1 && cutOff.length === judged.length && !areOfBlocks;
		if (areAll) {
			const about = cutOff.map(({link}) => ({kind: 'Interface', name: link.name}) as const);
			const pods = listNames(cutOff.map(({sandbox: {namespace, name}}) => `${namespace}/${name}`));
			yield finding('allRoutesMissing', {count: cutOff.length, pods}, thisNode(environment), {
				evidence: [
					{
						from: 'routes',
						excerpt: `no route to a single address by ${listNames(cutOff.map(({link}) => link.name))}`,
					},
				],
				about,
				affects: [
					...about,
					...cutOff.map(({sandbox: {namespace, name}}) => ({kind: 'Pod', namespace, name}) as const),
					{kind: 'NetfilterRule', name: 'KUBE-SEP'},
				],
			});
			return;
		}
		for (const {link, sandbox} of judged) {
			const data = {device: link.name, pod: `${sandbox.namespace}/${sandbox.name}`};
			const subject = {kind: 'Interface', name: link.name} as const;
			const excerpt = `${link.name} <${link.flags.join(',')}> ${link.operstate}`;
			const about = [{kind: 'Pod', namespace: sandbox.namespace, name: sandbox.name}] as const;
			if (!link.isUp) {
				yield finding('down', data, subject, {evidence: [{from: 'links', excerpt}], about});
			} else if (!link.hasCarrier) {
				yield finding('peerDown', data, subject, {evidence: [{from: 'links', excerpt}], about});
			} else if (!routed.has(link.name)) {
				const none = `no route to a single address with "dev":"${link.name}"`;
				const message = areOfBlocks ? 'singleBlock' : 'routeMissing';
				const single = listNames(blocks.map(({destination}) => destination));
				yield finding(message, {...data, blocks: single}, subject, {
					evidence: [
						{from: 'routes', excerpt: none},
						...blocks.slice(0, 3).map(route => ({from: 'routes', excerpt: routeLine(route)}) as const),
					],
					about,
					// To a service the pod looks as if it were gone.
					affects: [subject, ...about, {kind: 'NetfilterRule', name: 'KUBE-SEP'}],
				});
			}
		}
	},
});
