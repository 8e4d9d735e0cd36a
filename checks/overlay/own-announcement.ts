import {
	defineCheck,
	flannelDevicesOf,
	flannelPodOf,
	linkLine,
	thisNode,
	vxlanEndpointOf,
} from 'rke2-netdoctor';

/** flannel announces itself some seconds after its start, and the Node becomes Ready after that. */
const settlesWithin = 5 * 60_000;

export default defineCheck({
	id: 'overlay/own-announcement',
	title: 'flannel has announced this node to the others',
	rationale:
		'Other nodes learn MAC and address of the tunnel from annotations of the Node, which flannel writes when it starts. When the Node object is deleted and made anew, or somebody removes the annotations, the running flannel does not write them again: this node still has its ways to the others, and they have none back.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {node: 'kubernetes.node', links: 'ip.link', now: 'system.clock'},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The Node {node} has no {annotation}, although {device} is there: other nodes have no way back to the pods of this one, or lose it when their flannel starts anew',
			guide: {
				steps: [
					{text: 'kubectl get node {node} -o yaml | grep flannel.alpha.coreos.com'},
					{
						text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}: flannel writes them when it starts',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/troubleshooting'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({node, links, now}, {finding, environment}) {
		const ready = node.conditions.find(({type}) => type === 'Ready');
		const isSettled = ready?.status === 'True' && now - (ready.changedAt ?? now) > settlesWithin;
		const device = flannelDevicesOf(environment, links).find(({family}) => family === 'ipv4');
		if (!isSettled || device?.link === undefined) {
			return;
		}
		const endpoint = vxlanEndpointOf(node, 'ipv4');
		const lacking =
			endpoint?.publicIp === undefined
				? 'flannel.alpha.coreos.com/public-ip'
				: endpoint.vtepMac === undefined
					? 'VtepMAC in flannel.alpha.coreos.com/backend-data'
					: undefined;
		if (lacking !== undefined) {
			yield finding(
				'missing',
				{annotation: lacking, device: device.name, ...flannelPodOf(environment), node: node.name},
				thisNode(environment),
				{
					evidence: [
						{from: 'node', excerpt: `${node.name}: no ${lacking}`},
						{from: 'links', excerpt: linkLine(device.link)},
					],
				},
			);
		}
	},
});
