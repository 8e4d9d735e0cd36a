import {test} from 'vitest';
import check from '../../../checks/rke2/pinned-image.ts';
import {testCheck} from '../../../src/testing.ts';
import {helmOf} from '../builders.ts';

const objects = (chart: string, version: string, values: string) =>
	helmOf(`apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata:
  name: ${chart}
  namespace: kube-system
  annotations:
    helm.cattle.io/chart-url: https://rke2-charts.rancher.io/assets/${chart}/${chart}-${version}.tgz
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {name: ${chart}, namespace: kube-system}
spec:
  valuesContent: |-
${values.replaceAll(/^/gm, '    ')}
`);
const canal = (values: string) => ({helm: objects('rke2-canal', 'v3.32.1-build2026072200', values)});
const pinned = (name: string, text: string) => ({
	message: 'otherRelease' as const,
	subject: {kind: 'HelmChartConfig', namespace: 'kube-system', name} as const,
	text,
});

testCheck(test, check, {
	passes: {
		'nothing is pinned': {evidence: canal('calico:\n  vethuMTU: 1400')},
		'another build of the same release': {
			evidence: canal('calico:\n  nodeImage:\n    tag: v3.32.0-build20260601'),
		},
		"flannel's image has numbers of its own": {evidence: canal('flannel:\n  image:\n    tag: v0.27.0')},
		'a tag that is no version': {evidence: canal('calico:\n  nodeImage:\n    tag: latest')},
		'the values cannot be read': {evidence: canal('calico: [')},
	},
	fails: {
		'an old image of Calico': {
			evidence: canal('calico:\n  cniImage:\n    tag: v3.13.3-build20210223'),
			findings: [pinned('rke2-canal', 'calico.cniImage.tag: v3.13.3-build20210223')],
		},
		'an old agent of Cilium': {
			evidence: {helm: objects('rke2-cilium', '1.19.601', 'image:\n  tag: v1.17.4')},
			findings: [pinned('rke2-cilium', 'the chart of RKE2 is 1.19.601')],
		},
	},
});
