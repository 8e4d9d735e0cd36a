import {addressCount, contains, defineCheck, isOpen, parseCidr, podPools, thisNode} from 'rke2-netdoctor';

/** https://docs.tigera.io/calico/latest/reference/resources/ipamconfig: maxBlocksPerHost */
const mostBlocks = 20;

export default defineCheck({
	id: 'calico/blocks',
	title: 'This node has free pod addresses, or can get a block with some',
	rationale:
		'Calico gives each node blocks of addresses, 64 at a time, and takes a further block from the pool when one is full. RKE2 sets strictAffinity, so that a node never borrows from the blocks of others. When adding or removing pods fails half-way, addresses stay taken until the limit of 20 blocks is reached.',
	when: {cni: ['calico']},
	needs: {
		affinities: 'calico.block-affinities',
		blocks: 'calico.own-blocks',
		pools: 'calico.ippools',
		pods: 'crictl.pods',
	},
	messages: {
		limit: {
			severity: 'critical',
			text: 'This node has {count} {count:block|blocks} of addresses, the most that Calico gives to one, and all {total} addresses are taken, for {pods} {pods:pod|pods}: no new pod gets one',
			guide: {
				steps: [
					{text: 'calicoctl ipam check --show-all-ips, from a server: which addresses belong to no pod'},
					{
						text: 'calicoctl ipam check -o report.json, then calicoctl ipam release --from-report report.json',
						changes: 'cluster',
					},
					{
						text: 'Look for the pod that fails again and again: kubectl get events -A --field-selector reason=FailedCreatePodSandBox',
					},
				],
				links: ['calico/ipam', 'calico/block-affinity'],
			},
			explains: ['cni/pod-failures#noFreeBlock'],
		},
		poolExhausted: {
			severity: 'critical',
			text: 'This node has no free address in {pools}, and every block of it belongs to a node: no new pod gets an address here',
			guide: {
				steps: [
					{
						text: 'kubectl get blockaffinities.crd.projectcalico.org -o custom-columns=NODE:.spec.node,CIDR:.spec.cidr',
					},
					{
						text: 'kubectl get nodes: blocks of Nodes that are gone for good come back when their Node is deleted',
					},
					{
						text: 'Add a pool with another range to installation.calicoNetwork.ipPools in the HelmChartConfig rke2-calico, within the cluster CIDR',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'calico/decommission-node', 'calico/ip-pool'],
			},
			explains: ['cni/pod-failures#noFreeBlock'],
		},
		leaked: {
			severity: 'warning',
			text: '{taken} addresses are taken on this node for {pods} {pods:pod|pods}: addresses are not given back, and at {most} blocks no new pod gets one',
			guide: {
				steps: [
					{text: 'calicoctl ipam check --show-all-ips, from a server: which addresses belong to no pod'},
					{text: 'Look for the pod that fails again and again: crictl pods --state NotReady'},
				],
				links: ['calico/ipam', 'calico/block-affinity'],
			},
		},
	},
	*run({affinities, blocks, pools, pods}, {finding, environment}) {
		const sizeOf = (cidr: string): number => {
			const range = parseCidr(cidr);
			return range === undefined ? 0 : Number(addressCount(range));
		};
		const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
		const total = sum(blocks.map(({cidr}) => sizeOf(cidr)));
		const free = sum(blocks.map(block => block.free));
		const count = blocks.length;
		const running = pods.filter(({isReady}) => isReady).length;
		const node = thisNode(environment);
		const taken = total - free;
		const shown = blocks.map(block => `${block.cidr}: ${block.free} free`).join('\n');
		const evidence = [{from: 'blocks', excerpt: shown || 'no block of this node'}] as const;
		const open = podPools(pools).filter(isOpen);
		const isFull = ({cidr, blockSize}: (typeof open)[number]): boolean => {
			const range = parseCidr(cidr);
			if (range === undefined) {
				return false;
			}
			const blockBits = blockSize ?? (range.family === 'ipv4' ? 26 : 122);
			const given = affinities.filter(affinity => {
				const block = parseCidr(affinity.cidr);
				return block !== undefined && contains(range, block);
			});
			return given.length >= 2 ** (blockBits - range.prefix);
		};
		// A pod of both families needs an address of each.
		const spent = (['ipv4', 'ipv6'] as const).flatMap(family => {
			const isOf = ({cidr}: {readonly cidr: string}): boolean => cidr.includes(':') === (family === 'ipv6');
			const ofFamily = open.filter(isOf);
			const isUsedUp = blocks.filter(isOf).every(block => block.free === 0);
			return isUsedUp && ofFamily.every(isFull) ? ofFamily : [];
		});
		if (count >= mostBlocks && free === 0) {
			yield finding('limit', {count, total, pods: running}, node, {evidence});
		} else if (spent.length > 0) {
			const ranges = spent.map(({cidr}) => cidr).join(', ');
			yield finding('poolExhausted', {pools: ranges}, node, {
				evidence: [...evidence, {from: 'affinities', excerpt: `${affinities.length} blocks belong to nodes`}],
			});
		} else if (taken - running >= 64 && taken > 2 * running) {
			yield finding('leaked', {taken, pods: running, most: mostBlocks}, node, {evidence});
		}
	},
});
