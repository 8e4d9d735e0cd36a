import {defineCheck, isShippedChart, problemText} from 'rke2-netdoctor';

export default defineCheck({
	id: 'rke2/manifest-invalid',
	title: 'The manifests of this server, and the chart values in them, can be applied',
	rationale:
		'RKE2 applies every manifest in server/manifests. A HelmChartConfig changes the values of the chart of the same name in kube-system. Where it is indented wrongly or placed elsewhere, Kubernetes takes it without a word, and it changes nothing.',
	when: {role: ['server']},
	needs: {manifests: 'rke2.manifests'},
	messages: {
		unreadable: {
			severity: 'warning',
			text: 'RKE2 cannot read the manifest {path}: {problem}',
			guide: {
				steps: [
					{text: 'kubectl apply --dry-run=server -f {path}'},
					{text: 'Correct {path}; RKE2 applies it within seconds', changes: 'cluster'},
				],
				links: ['rke2/helmchartconfig'],
			},
		},
		refused: {
			severity: 'warning',
			text: 'Kubernetes refuses the HelmChartConfig {name} in {path}, so that it changes nothing: {why}',
			guide: {
				steps: [
					{text: 'kubectl apply --dry-run=server -f {path}'},
					{text: 'Correct {path}; RKE2 applies it within seconds', changes: 'cluster'},
				],
				links: ['rke2/helmchartconfig', 'rke2/network-options'],
			},
		},
		misplaced: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} in {path} changes nothing: {key} is where Kubernetes ignores it',
			guide: {
				steps: [
					{
						text: 'Indent {path} so that spec stands beside metadata, and valuesContent under spec',
						changes: 'cluster',
					},
					{text: 'kubectl -n kube-system get helmchartconfig {name} -o yaml'},
				],
				links: ['rke2/helmchartconfig', 'rke2/network-options'],
			},
		},
		wrongNamespace: {
			severity: 'warning',
			text: 'The HelmChartConfig {name} in {path} changes nothing: it is in the namespace {namespace}, the chart in kube-system',
			guide: {
				steps: [{text: 'Set metadata.namespace: kube-system in {path}', changes: 'cluster'}],
				links: ['rke2/helmchartconfig'],
			},
		},
		valuesInvalid: {
			severity: 'critical',
			text: 'The values of the HelmChartConfig {name} in {path} are not YAML, so that the chart cannot be installed: {problem}',
			guide: {
				steps: [
					{text: 'kubectl -n kube-system logs -l helmcharts.helm.cattle.io/chart={name} --tail 30'},
					{text: 'Correct valuesContent in {path}', changes: 'cluster'},
				],
				links: ['rke2/helmchartconfig'],
			},
		},
	},
	*run({manifests}, {finding, environment}) {
		for (const {path, configs} of manifests) {
			if (!configs.ok) {
				const problem = problemText(configs.problem);
				yield finding(
					'unreadable',
					{path, problem},
					{kind: 'File', name: path},
					{
						evidence: [{from: 'manifests', of: path, excerpt: problem}],
					},
				);
				continue;
			}
			for (const config of configs.value) {
				const {name = '(no name)', namespace = 'default', misplaced, refusal, problem} = config;
				const subject = {kind: 'HelmChartConfig', namespace, name} as const;
				const cite = (excerpt: string) => [{from: 'manifests', of: path, excerpt}] as const;
				const [key] = misplaced;
				if (refusal !== undefined) {
					yield finding('refused', {name, path, why: refusal}, subject, {evidence: cite(refusal)});
				} else if (problem !== undefined) {
					const what = problemText(problem);
					const ofCni = name === `rke2-${environment.cni.value}`;
					yield finding('valuesInvalid', {name, path, problem: what}, subject, {
						evidence: cite(what),
						...(ofCni && {about: [{kind: 'DaemonSet', namespace: 'kube-system', name}] as const}),
					});
				} else if (key !== undefined) {
					yield finding('misplaced', {name, path, key}, subject, {evidence: cite(key)});
				} else if (isShippedChart(name) && namespace !== 'kube-system') {
					yield finding('wrongNamespace', {name, path, namespace}, subject, {
						evidence: cite(`namespace: ${namespace}`),
					});
				}
			}
		}
	},
});
