import {defineCheck, journalMessage, journalTime, thisNode} from 'rke2-netdoctor';

const removal = /on-helm-chart-remove: .*?helm chart for kube-system\/(rke2-[\w-]+) by (helm-delete-[\w-]+)/;
/** A chart that is taken away on purpose is gone within a minute or two. */
const leastLines = 3;
/** Milliseconds: it is tried again every minute at the latest. */
const recent = 5 * 60_000;

/** Charts without which the pod network of a CNI is gone. */
const chartsOf: Readonly<Record<string, readonly string[]>> = {
	canal: ['rke2-canal'],
	flannel: ['rke2-flannel'],
	calico: ['rke2-calico', 'rke2-calico-crd'],
	cilium: ['rke2-cilium'],
};

export default defineCheck({
	id: 'rke2/chart-removed',
	title: 'RKE2 does not take the chart of its CNI out of the cluster',
	rationale:
		'Every server deploys the charts that its own configuration asks for, and takes away those that it disables. A server that joins with another cni, or with the chart in disable, deletes the network that the others have made; its pods end one node after the other.',
	when: {role: ['server']},
	needs: {journal: 'rke2.chart-removals', now: 'system.clock'},
	messages: {
		removed: {
			severity: 'critical',
			text: 'RKE2 is taking the chart {chart} out of the cluster ({job}), and with it the network of pods',
			guide: {
				steps: [
					{
						text: 'On every server: grep -rnE -A3 "^(cni|disable)" /etc/rancher/rke2/config.yaml /etc/rancher/rke2/config.yaml.d; ls /var/lib/rancher/rke2/server/manifests/*.skip: cni and disable must be the same on all of them',
					},
					{
						text: 'Correct the server that differs, often the one that joined last, and systemctl restart rke2-server there, then on the others one by one: the chart is deployed anew',
						changes: 'node',
					},
					{
						text: 'kubectl -n kube-system get helmchart {chart} -o yaml; kubectl -n kube-system logs job/{job}: what its removal waits for, if it does not come back',
					},
				],
				links: ['rke2/server-config', 'rke2/select-cni', 'rke2/helmchartconfig'],
			},
			explains: [
				'canal/pod#absent',
				'flannel/pod#absent',
				'calico/pod#absent',
				'cilium/pod#absent',
				'calico/operator#absent',
				'calico/ip-pool#none',
			],
		},
	},
	*run({journal, now}, {finding, environment}) {
		const charts = chartsOf[environment.cni.value ?? ''] ?? [];
		const told = journal.flatMap(line => {
			const [, chart, job] = removal.exec(line) ?? [];
			return chart === undefined || job === undefined ? [] : [{chart, job, line}];
		});
		for (const chart of charts) {
			const lines = told.filter(one => one.chart === chart);
			const last = lines.at(-1);
			if (last !== undefined && lines.length >= leastLines && now - journalTime(last.line) < recent) {
				const subject = {kind: 'HelmChart', namespace: 'kube-system', name: chart} as const;
				yield finding('removed', {chart, job: last.job}, subject, {
					evidence: [{from: 'journal', excerpt: `${lines.length} times: ${journalMessage(last.line)}`}],
					affects: [subject, thisNode(environment)],
				});
			}
		}
	},
});
