import {test} from 'vitest';
import check from '../../../checks/rke2/chart-removed.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, role: {value: 'server', signals: []}} as const;
const waits = (chart: string, times: number, ago = 0) => ({
	environment,
	evidence: {
		now,
		journal: Array.from({length: times}, (_, index) => {
			const time = new Date(minutesAgo(ago + times - 1 - index)).toISOString().slice(0, 19);
			return `${time}+00:00 node-1 rke2[1200]: time="${time}Z" level=error msg="error syncing 'kube-system/${chart}': handler on-helm-chart-remove: waiting for delete of helm chart for kube-system/${chart} by helm-delete-${chart}, requeuing"`;
		}),
	},
});

testCheck(test, check, {
	passes: {
		'a quiet journal': waits('rke2-cilium', 0),
		'the chart of the CNI before this one': waits('rke2-canal', 9),
		'an ingress controller that nobody wants any more': waits('rke2-ingress-nginx', 9),
		'a removal that was over at once': waits('rke2-cilium', 2),
		'a removal of ten minutes ago': waits('rke2-cilium', 3, 10),
	},
	fails: {
		'a server that joined with another CNI': {
			...waits('rke2-cilium', 5),
			findings: [
				{
					message: 'removed',
					subject: {kind: 'HelmChart', namespace: 'kube-system', name: 'rke2-cilium'},
					text: 'helm-delete-rke2-cilium',
				},
			],
		},
	},
});
