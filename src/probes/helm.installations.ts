import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {chartLabel} from '../derive/chart-installation.ts';
import {operatorPodFields} from '../derive/operator-pods.ts';
import {parseKubePods} from '../parsers/kube-pod.ts';

export const helmInstallations = defineProbe({
	id: 'helm.installations',
	summary: 'the pods that install the charts of RKE2, with their node, conditions and restarts',
	requests: () => [
		api(
			`/api/v1/namespaces/kube-system/pods?labelSelector=${encodeURIComponent(chartLabel)}`,
			...operatorPodFields,
			'metadata.uid',
			`metadata.labels["${chartLabel}"]`,
			'status.containerStatuses',
		),
	],
	parse: ([reply]) => parseKubePods(textOf(reply)),
});
