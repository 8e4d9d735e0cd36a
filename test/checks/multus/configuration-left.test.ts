import {test} from 'vitest';
import check from '../../../checks/multus/configuration-left.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoHelm, entries, entry, helmOf, sandbox} from '../builders.ts';
import {canalFile, thinFile, withMultus} from './builders.ts';

const environment = withMultus;
const evidence = {
	files: [thinFile, canalFile],
	binaries: entries('calico', 'portmap'),
	pods: [sandbox('web-0')],
	helm: calicoHelm(),
};
const given = (changes: Partial<typeof evidence>) => ({
	environment,
	evidence: {...evidence, ...changes},
});

testCheck(test, check, {
	passes: {
		'the plugin is there': given({binaries: entries('calico', 'multus')}),
		'another chart or manifest has installed it': given({
			pods: [sandbox('kube-multus-ds-x7k2p', {namespace: 'kube-system'})],
		}),
		'the chart of RKE2 is there, and its plugin has gone, which is another finding': given({
			helm: helmOf(
				'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: rke2-multus, namespace: kube-system}\n',
			),
		}),
		'the file stands behind that of the CNI': given({files: [canalFile, thinFile]}),
		'no chart is there, so that nothing is known': given({helm: {charts: [], configs: []}}),
	},
	fails: {
		'a file of Multus and nothing else of it': {
			...given({}),
			findings: [
				{
					message: 'left',
					subject: {kind: 'File', name: '/etc/cni/net.d/00-multus.conf'},
					text: 'its plugin multus is not in /opt/cni/bin',
				},
			],
		},
		'its plugin has no execute bits': {
			...given({binaries: [...entries('calico'), entry('multus', {mode: 0o644})]}),
			findings: [{message: 'left', subject: {kind: 'File', name: '/etc/cni/net.d/00-multus.conf'}}],
		},
	},
});
