import {
	type CniConfig,
	contains,
	defineCheck,
	hostLocalNetworks,
	isCalicoWorkload,
	isObject,
	listNames,
	parseAddress,
	parseCidr,
	thisNode,
} from 'rke2-netdoctor';

/** A sandbox is listed as ready a moment before its plugins are done, and its lease goes a moment after it ends. */
const settlesWithin = 2 * 60_000;

const isMain = ({type}: CniConfig['plugins'][number]): boolean => type === 'calico' || type === 'flannel';

/** The network that pods get: host-local keeps leases by this name, unless it is told another place. */
const networkOf = (configs: readonly CniConfig[]): string | undefined => {
	const config = configs.flatMap(one => [one, ...one.delegates]).find(({plugins}) => plugins.some(isMain));
	const main = config?.plugins.find(isMain);
	if (main === undefined) {
		return;
	}
	// The plugin flannel takes host-local where it is told nothing else.
	const {type, ipamType = type === 'flannel' ? 'host-local' : undefined, raw} = main;
	const isElsewhere = isObject(raw.ipam) && raw.ipam.dataDir !== undefined;
	return ipamType === 'host-local' && !isElsewhere ? config?.name : undefined;
};

export default defineCheck({
	id: 'cni/pod-leases',
	title: 'Every running pod of this node holds the lease of its address',
	rationale:
		'The plugin host-local knows which addresses are taken by one file for each, in a directory that has the name of the network in the CNI configuration. It looks nowhere else: when a file is deleted, the directory is emptied or moved, or the configuration gives the network another name, it hands out addresses of running pods a second time, and both pods lose connections by turns.',
	when: {cni: ['canal', 'flannel']},
	needs: {
		files: 'cni.configuration',
		directories: 'host-local.directory',
		leases: 'host-local.leases',
		workloads: 'calico.workloads',
		lasting: 'ip.link-again',
		routes: 'ip.route',
		ranges: 'flannel.pod-cidr',
		now: 'system.clock',
	},
	messages: {
		lost: {
			severity: 'critical',
			text: '{count} running {count:pod has|pods have} no lease in {directory}, such as {pods}: host-local gives {count:its address|their addresses} to new pods, too',
			guide: {
				steps: [
					{text: 'ls -la {directory}; grep \'"name"\' {path}'},
					{
						text: 'Delete these pods, so that new ones get addresses with leases; first those that share an address',
						changes: 'cluster',
					},
					{
						text: 'If the directory is missing or no directory: mkdir -p {directory}. If the network in {path} has another name than before: delete the CNI pod of this node, which writes the file anew',
						changes: 'node',
					},
					{
						text: 'Take out what cleans /var/lib/cni: addresses are only free when their pod is gone',
						changes: 'node',
					},
				],
				links: ['flannel/pod-cidr', 'rke2/known-issues-ip-exhaustion', 'kubernetes/network-plugins'],
			},
			explains: ['cni/pod-failures#addressInUse'],
		},
	},
	*run({files, directories, leases, workloads, lasting, routes, ranges, now}, {finding, environment}) {
		const network = networkOf(files.flatMap(({config}) => (config.ok ? [config.value] : [])));
		if (network === undefined) {
			return;
		}
		const cidrs = ranges.cidrs.flatMap(text => parseCidr(text) ?? []);
		const isOfNode = (address: string): boolean => {
			const parsed = parseAddress(address);
			return parsed !== undefined && cidrs.some(cidr => contains(cidr, parsed));
		};
		const settled = [...workloads].filter(([, pod]) => pod.isReady && now - pod.createdAt > settlesWithin);
		const byDevice = new Map(settled);
		const bySandbox = new Map(settled.map(([, pod]) => [pod.id, pod]));
		const routed = routes.flatMap(({table, dev = '', destination}) => {
			const pod =
				table === 'main' && isCalicoWorkload(dev) && lasting.has(dev) ? byDevice.get(dev) : undefined;
			return pod === undefined ? [] : [{pod, address: destination.replace(/\/\d+$/, '')}];
		});
		const leased = leases.flatMap(({sandboxId = '', address}) => {
			const pod = bySandbox.get(sandboxId);
			return pod === undefined ? [] : [{pod, address}];
		});
		const own = directories.find(entry => entry.network === network);
		// The directory of another name is not read: then only the lease that a pod still has under the former one tells.
		const held = hostLocalNetworks.includes(network) ? [...routed, ...leased] : leased;
		const kept = new Set(own?.addresses.map(({address}) => address));
		const lost = new Map(
			held
				.filter(({address}) => isOfNode(address) && !kept.has(address))
				.map(({address, pod}) => [address, `${pod.namespace}/${pod.name} (${address})`]),
		);
		if (lost.size > 0) {
			const directory = own?.path ?? `/var/lib/cni/networks/${network}`;
			const path = files[0]?.path ?? '/etc/cni/net.d';
			yield finding(
				'lost',
				{count: lost.size, pods: listNames([...lost.values()]), directory, path},
				{kind: 'Directory', name: directory},
				{
					evidence: [
						{
							from: 'directories',
							excerpt: own === undefined ? `no directory of network ${network}` : `${kept.size} addresses`,
							...(own !== undefined && {of: own.path}),
						},
						{from: 'routes', excerpt: [...lost.keys()].slice(0, 3).join('\n')},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
