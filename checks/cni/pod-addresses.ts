import {contains, defineCheck, parseAddress, parseCidr, thisNode} from 'rke2-netdoctor';

/** The CNI network of each CNI that gives out addresses by host-local. */
const networks: readonly (readonly [cni: string, network: string])[] = [
	['canal', 'k8s-pod-network'],
	['flannel', 'cbr0'],
];
const minute = 60_000;
/** A sandbox is given its address before crictl lists it. */
const settlesWithin = 10 * minute;

export default defineCheck({
	id: 'cni/pod-addresses',
	title: 'Pod addresses of this node are neither used up nor leaked',
	rationale:
		'On Canal and Flannel the plugin host-local keeps one file per pod address in a directory of /var/lib/cni/networks. When adding or removing a pod fails half-way, as without iptables on the host, the file stays although the pod is gone. When every address has a file, no new pod starts.',
	when: {cni: ['canal', 'flannel']},
	needs: {
		directories: 'host-local.directory',
		leases: 'host-local.leases',
		pods: 'crictl.pods',
		ranges: 'flannel.pod-cidr',
		now: 'system.clock',
	},
	messages: {
		exhausted: {
			severity: 'critical',
			text: 'All {capacity} pod addresses of {range} are taken, {leaked} of them by sandboxes that no longer exist: no new pod gets one',
			guide: {
				steps: [
					{text: 'ls {directory} | wc -l'},
					{
						text: 'If most are leaked: kubectl drain this node, then rke2-killall.sh, start RKE2 and uncordon',
						changes: 'node',
					},
					{
						text: 'If most are in use: lower max-pods with kubelet-arg, or add nodes; the size of a pod CIDR cannot be changed later',
						changes: 'cluster',
					},
				],
				links: ['rke2/known-issues-ip-exhaustion', 'flannel/pod-cidr'],
			},
			explains: ['cni/pod-failures#rangeFull'],
		},
		lockBroken: {
			severity: 'critical',
			text: '{directory}/lock is a directory, so that the plugin host-local cannot lock its leases: no new pod gets an address, and none is given back',
			guide: {
				steps: [
					{text: 'ls -ld {directory}/lock'},
					{text: 'rmdir {directory}/lock: the plugin makes the file again', changes: 'node'},
				],
				links: ['multus/host-local', 'kubernetes/cni-errors'],
			},
		},
		leaked: {
			severity: 'warning',
			text: '{leaked} of {capacity} pod addresses of {range} ({share} %) are held by sandboxes that no longer exist, the oldest for {days} {days:day|days}',
			guide: {
				steps: [
					{
						text: 'List the leaked files: ids=$(crictl pods -q) && test -n "$ids" && grep -LF "$ids" $(find {directory} -name "*.*.*.*" -mmin +10)',
					},
					{
						text: 'Drain this node, run rke2-killall.sh, start RKE2 and uncordon',
						changes: 'node',
					},
					{
						text: 'Without iptables each pod with a hostPort leaks an address with every attempt: command -v iptables',
					},
				],
				links: ['rke2/known-issues-ip-exhaustion'],
			},
		},
	},
	*run({directories, leases, pods, ranges, now}, {finding, environment}) {
		const network = networks.find(([cni]) => cni === environment.cni.value)?.[1];
		const directory = directories.find(entry => entry.network === network);
		if (directory === undefined) {
			return;
		}
		if (directory.isLockDirectory === true) {
			yield finding(
				'lockBroken',
				{directory: directory.path},
				{kind: 'Directory', name: directory.path},
				{
					evidence: [{from: 'directories', of: directory.path, excerpt: `${directory.path}/lock: directory`}],
					affects: [thisNode(environment)],
				},
			);
		}
		const sandboxes = new Set(pods.map(({id}) => id));
		for (const range of ranges.cidrs) {
			const cidr = parseCidr(range);
			// Nobody uses up a range of IPv6.
			if (cidr === undefined || cidr.family !== 'ipv4' || cidr.prefix > 30) {
				continue;
			}
			const isInside = ({address}: {readonly address: string}): boolean => {
				const parsed = parseAddress(address);
				return parsed !== undefined && contains(cidr, parsed);
			};
			// host-local gives out neither the network's nor the broadcast address, nor the gateway.
			const capacity = 2 ** (32 - cidr.prefix) - 3;
			const taken = directory.addresses.filter(isInside).length;
			const leaked = leases
				.filter(lease => lease.network === network && isInside(lease))
				.filter(({sandboxId}) => sandboxId === undefined || !sandboxes.has(sandboxId))
				.filter(({modified}) => modified === undefined || now - modified * 1000 > settlesWithin)
				.toSorted((one, other) => (one.modified ?? 0) - (other.modified ?? 0));
			const subject = {kind: 'AddressRange', name: range} as const;
			const examples = leaked
				.slice(0, 3)
				.map(({address, sandboxId}) => `${address} ${sandboxId?.slice(0, 13) ?? '(empty file)'}`);
			const evidence = [
				{from: 'directories', of: directory.path, excerpt: `${taken} addresses of ${range}`},
				...(examples.length === 0
					? []
					: [{from: 'leases', of: leaked[0]?.path ?? '', excerpt: examples.join('\n')} as const]),
			] as const;
			const share = Math.round((100 * leaked.length) / capacity);
			if (taken >= capacity) {
				yield finding(
					'exhausted',
					{capacity, range, leaked: leaked.length, directory: directory.path},
					subject,
					{evidence, affects: [subject, thisNode(environment)]},
				);
			} else if (leaked.length >= 10 && share >= 20) {
				const oldest = leaked[0]?.modified ?? now / 1000;
				const days = Math.floor((now / 1000 - oldest) / 86_400);
				yield finding(
					'leaked',
					{leaked: leaked.length, capacity, range, share, days, directory: directory.path},
					subject,
					{evidence},
				);
			}
		}
	},
});
