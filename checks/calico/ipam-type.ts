import {defineCheck, thisNode} from 'rke2-netdoctor';

/** What the operator writes into the file: https://docs.tigera.io/calico/latest/reference/installation/api#ipamplugintype */
const plugins: Readonly<Record<string, string>> = {Calico: 'calico-ipam', HostLocal: 'host-local'};

export default defineCheck({
	id: 'calico/ipam-type',
	title: 'New pods get their addresses from where the Installation says',
	rationale:
		'The operator has calico-node write the CNI configuration of each node by the Installation. With Calico the addresses come from blocks of the IPPools, with HostLocal from the range of the Node, and Felix and BIRD make routes for the one or the other. A node whose file says the other thing gives pods addresses to which no other node has a route, and which the next one may have too.',
	when: {cni: ['calico']},
	needs: {found: 'calico.installation', files: 'cni.configuration'},
	messages: {
		differs: {
			severity: 'critical',
			text: 'New pods on this node get addresses from {actual} ({path}), but the Installation says {type}, which is {wanted}: no route leads to these pods',
			guide: {
				steps: [
					{
						text: "kubectl get installation default -o jsonpath='{.status.computed.cni}'; grep -A 3 ipam {path}",
					},
					{
						text: 'kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}: it writes the file anew',
						changes: 'cluster',
					},
					{
						text: 'Then delete the pods that were started here meanwhile; their addresses are of the other kind',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'calico/installation-api', 'rke2/chart-calico'],
			},
			explains: [
				'cni/configuration-content#installationIpam',
				'cni/pod-failures',
				'cni/sandbox-address',
				'calico/pod-address',
				'calico/block-routes',
				'rke2/cni-signals#leftover',
			],
		},
	},
	*run({found: {installation}, files}, {finding, environment}) {
		const isSettled =
			installation !== undefined &&
			!installation.isBeingDeleted &&
			!installation.conditions.some(({type, status}) => type === 'Progressing' && status === 'True');
		const file = files.find(
			({config}) => config.ok && config.value.plugins.some(({type}) => type === 'calico'),
		);
		if (!isSettled || installation.plugin !== 'Calico' || file?.config.ok !== true) {
			return;
		}
		const {ipam: type = 'Calico'} = installation;
		const wanted = plugins[type];
		const actual = file.config.value.plugins.find(plugin => plugin.type === 'calico')?.ipamType;
		if (wanted === undefined || actual === undefined || actual === wanted) {
			return;
		}
		const node = thisNode(environment);
		yield finding(
			'differs',
			{actual, path: file.path, type, wanted, node: node.name},
			{kind: 'File', name: file.path},
			{
				evidence: [
					{from: 'files', of: file.name, excerpt: `"ipam": {"type": "${actual}"`},
					{from: 'found', excerpt: `cni.ipam.type: ${installation.ipam ?? '(not set: Calico)'}`},
				],
				affects: [node],
			},
		);
	},
});
