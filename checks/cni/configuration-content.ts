import {
	type CniConfig,
	cniTitles,
	defineCheck,
	ownersOfCniFile,
	primaryNetworkOf,
	textValueAt,
	thisNode,
	userValuesOf,
} from 'rke2-netdoctor';

/** The plugin that gives pods their network, and what gives them addresses, as each chart writes it. */
const written = {
	canal: {plugin: 'calico', ipam: 'host-local', chosenBy: ['calico.usePodCIDR']},
	calico: {plugin: 'calico', ipam: 'calico-ipam', chosenBy: ['installation.cni.ipam.type']},
	flannel: {plugin: 'flannel', ipam: undefined, chosenBy: []},
	cilium: {plugin: 'cilium-cni', ipam: undefined, chosenBy: []},
} as const;

const typesOf = ({plugins}: CniConfig): string => plugins.map(({type}) => type).join(', ');

export default defineCheck({
	id: 'cni/configuration-content',
	title: 'The configuration of the CNI says what its chart writes',
	rationale:
		'Plugins are called in the order of the list, each with the result of the one before. A list that was edited, or copied from another node, is loaded all the same: with portmap first no pod has an address to map, with another IPAM pods get addresses that nobody routes here, and with the name of another node Calico writes each new pod down as one of that node.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {files: 'cni.configuration', helm: 'kubernetes.helm', self: 'rke2.node-name'},
	messages: {
		order: {
			severity: 'critical',
			text: '{path} calls {first} before {plugin}, which makes the network: every new pod on this node fails',
			guide: {
				steps: [
					{text: 'cat {path}'},
					{
						text: 'Delete the {cni} pod of this node, which writes the file anew',
						changes: 'cluster',
					},
				],
				links: ['kubernetes/network-plugins', 'rke2/select-cni'],
			},
			explains: ['cni/pod-failures#failing', 'rke2/cni-signals#leftover', 'cni/runtime-disagrees#stale'],
		},
		ipam: {
			severity: 'critical',
			text: '{path} has {ipam} give pods their addresses, where {cni} has {wanted}: new pods get none, or one to which no other node has a route',
			guide: {
				steps: [
					{text: 'grep -n -A 6 ipam {path}'},
					{
						text: 'Delete the {cni} pod of this node, which writes the file anew',
						changes: 'cluster',
					},
					{text: 'Then delete the pods that were started on this node meanwhile', changes: 'cluster'},
				],
				links: ['rke2/select-cni', 'calico/ipam', 'kubernetes/network-plugins'],
			},
			explains: ['cni/pod-failures#failing', 'rke2/cni-signals#leftover', 'canal/pod-address'],
		},
		installationIpam: {
			severity: 'warning',
			text: '{path} has {ipam} give pods their addresses, where the chart of {cni} has {wanted}: unless the Installation says the same, new pods get addresses to which no other node has a route',
			guide: {
				steps: [
					{
						text: "grep -n -A 6 ipam {path}; kubectl get installation default -o jsonpath='{.spec.cni.ipam.type}'",
					},
					{
						text: 'If the Installation has another type than the file: delete the {cni} pod of this node, which writes the file anew, then the pods that were started here meanwhile',
						changes: 'cluster',
					},
					{
						text: 'If they agree: write it as installation.cni.ipam.type to the HelmChartConfig rke2-calico, so that no upgrade of the chart takes it back',
						changes: 'cluster',
					},
				],
				links: ['calico/ipam', 'rke2/select-cni', 'kubernetes/network-plugins'],
			},
			explains: ['cni/pod-failures#failing', 'rke2/cni-signals#leftover'],
		},
		nodeName: {
			severity: 'critical',
			text: '{path} names the node {other}, but this is {node}: Calico takes new pods here for pods of {other}',
			guide: {
				steps: [
					{text: 'grep -n nodename {path}'},
					{
						text: 'Delete the {cni} pod of this node, which writes the file anew',
						changes: 'cluster',
					},
				],
				links: ['rke2/select-cni', 'calico/troubleshooting'],
			},
			explains: ['cni/pod-failures#failing'],
		},
	},
	*run({files, helm, self}, {finding, environment}) {
		const file = primaryNetworkOf(files);
		const cni = environment.cni.value;
		if (file === undefined || !file.config.ok || cni === undefined || cni === 'none' || cni === 'other') {
			return;
		}
		// Where the own file stands behind that of another CNI, cni/configuration-order tells it.
		const isOwn = (other: (typeof files)[number]): boolean => ownersOfCniFile(other).includes(cni);
		if (!isOwn(file) && files.some(isOwn)) {
			return;
		}
		const {plugins} = file.config.value;
		const {plugin, ipam: wanted, chosenBy} = written[cni];
		const main = plugins.find(({type}) => type === plugin);
		const [first] = plugins;
		if (main === undefined || first === undefined) {
			return;
		}
		const subject = {kind: 'File', name: file.path} as const;
		const common = {path: file.path, cni: cniTitles[cni]};
		const details = (excerpt: string) =>
			({evidence: [{from: 'files', excerpt, of: file.name}], affects: [thisNode(environment)]}) as const;
		// Other plugins that make networks may call this one themselves; these only add to a network that is there.
		if (['portmap', 'bandwidth', 'tuning', 'firewall', 'sbr'].includes(first.type)) {
			const excerpt = `plugins: ${typesOf(file.config.value)}`;
			yield finding('order', {...common, first: first.type, plugin}, subject, details(excerpt));
		}
		const chart = `rke2-${cni}`;
		const values = userValuesOf(helm.configs, chart);
		const isOfChart = helm.charts.some(({name}) => name === chart);
		const isChosen = values === undefined || chosenBy.some(key => textValueAt(values, key) !== undefined);
		const ipam = main.ipamType;
		if (wanted !== undefined && ipam !== undefined && ipam !== wanted && isOfChart && !isChosen) {
			// The operator writes the file of Calico by the Installation, which may have been edited without the chart.
			const message = cni === 'calico' ? 'installationIpam' : 'ipam';
			yield finding(message, {...common, ipam, wanted}, subject, details(JSON.stringify(main.raw.ipam)));
		}
		const {nodename: other} = main.raw;
		// The host name is a guess at what this node is called.
		const isOther =
			typeof other === 'string' && other !== '' && self.toldBy !== 'host name' && other !== self.name;
		if (plugin === 'calico' && isOther) {
			yield finding('nodeName', {...common, other, node: self.name}, subject, details(`nodename: ${other}`));
		}
	},
});
