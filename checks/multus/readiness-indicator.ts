import {defineCheck, multusFileOf, thisNode} from 'rke2-netdoctor';

const flannelFile = '/run/flannel/subnet.env';

export default defineCheck({
	id: 'multus/readiness-indicator',
	title: 'The file that Multus waits for exists',
	rationale:
		'With a readinessindicatorfile Multus waits up to 45 seconds for it before it attaches a pod, and then fails the pod. On Canal flanneld keeps /run/flannel/subnet.env inside its pod, so that waiting for it on the node never ends.',
	when: {multus: true},
	needs: {indicator: 'multus.readiness-indicator', files: 'cni.configuration'},
	messages: {
		never: {
			severity: 'critical',
			text: 'Multus waits for {path}, which Canal never writes on the node: every new pod fails after 45 seconds',
			guide: {
				steps: [
					{
						text: 'Remove config.cni_conf.readinessIndicatorFile from the HelmChartConfig rke2-multus, or set it to /etc/cni/net.d/10-canal.conflist',
						changes: 'cluster',
					},
				],
				links: ['multus/readiness-indicator', 'rke2/chart-multus'],
			},
			explains: ['multus/node-failures#waiting', 'cni/pod-removal#agent', 'multus/log#waiting'],
		},
		missing: {
			severity: 'critical',
			text: 'Multus waits for {path}, which does not exist: every new pod on this node fails after 45 seconds',
			guide: {
				steps: [
					{text: 'ls -l {path}'},
					{text: 'The primary CNI writes it when it is ready: look at its pod on this node first'},
					{
						text: 'If nothing writes it: correct config.cni_conf.readinessIndicatorFile in the HelmChartConfig rke2-multus',
						changes: 'cluster',
					},
				],
				links: ['multus/readiness-indicator', 'rke2/chart-multus'],
			},
			explains: ['multus/node-failures#waiting', 'cni/pod-removal#agent', 'multus/log#waiting'],
		},
	},
	*run({indicator: {path, exists}, files}, {finding, environment}) {
		const multus = multusFileOf(files);
		if (multus === undefined || path === undefined || exists) {
			return;
		}
		const isNever = environment.cni.value === 'canal' && path.replace(/^\/var\/run/, '/run') === flannelFile;
		yield finding(
			isNever ? 'never' : 'missing',
			{path},
			{kind: 'File', name: path},
			{
				evidence: [
					{from: 'files', of: multus.file.name, excerpt: `"readinessindicatorfile": "${path}"`},
					{from: 'indicator', excerpt: 'no such file'},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
