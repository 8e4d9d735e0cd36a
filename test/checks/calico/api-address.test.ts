import {test} from 'vitest';
import check from '../../../checks/calico/api-address.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {calicoNode, helmObjectsIn} from '../builders.ts';

const valuesWith = (values: string) => {
	const objects = helmObjectsIn(
		`apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: rke2-calico, namespace: kube-system}\nspec: {}\n---\napiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: rke2-calico, namespace: kube-system}\nspec:\n  valuesContent: |\n    ${values}\n`,
	);
	return {
		charts: objects.flatMap(object => ('set' in object ? [object] : [])),
		configs: objects.flatMap(object => ('set' in object ? [] : [object])),
	};
};
const ranges = {pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], dns: [], domain: 'cluster.local'};
const processWith = (host: string) => ({
	pid: 66,
	commandLine: 'calico-node -felix',
	felix: {},
	api: {host, port: 443},
});
/** One that has been told nothing. */
const silent = {pid: 66, commandLine: 'calico-node -felix', felix: {}};
const healthy = {state: 'healthy', status: 200, body: '', components: []} as const;
const refused = {state: 'refused', detail: 'connect ECONNREFUSED', components: []} as const;
const health = {liveness: healthy, readiness: healthy};
const unset = valuesWith('installation: {calicoNetwork: {linuxDataplane: BPF}}');
const set = (host: string) => valuesWith(`kubernetesServiceEndpoint: {host: "${host}", port: "6443"}`);
const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'} as const;

testCheck(test, check, {
	environment: {...calicoNode, dataplane: told('ebpf' as const), kubeProxy: told('replaced' as const)},
	passes: {
		'a balancer': {evidence: {helm: set('10.0.0.200'), ranges, process: processWith('10.0.0.200'), health}},
		'a name': {evidence: {helm: set('api.example.com'), ranges, process: silent, health}},
		'a ConfigMap that somebody made by hand': {
			evidence: {helm: unset, ranges, process: processWith('10.0.0.200'), health},
		},
		'a chart of somebody else': {
			evidence: {helm: {charts: [], configs: []}, ranges, process: silent, health},
		},
		'what only pods of the host network are given': {
			evidence: {helm: set('localhost'), ranges, process: processWith('localhost'), health},
		},
	},
	fails: {
		'it works until it is restarted': {
			evidence: {helm: unset, ranges, process: processWith('10.43.0.1'), health},
			findings: [{message: 'latent', subject, text: '(10.43.0.1 is a service address)'}],
		},
		'it has been restarted': {
			evidence: {
				helm: unset,
				ranges,
				process: silent,
				health: {liveness: refused, readiness: refused},
			},
			findings: [{message: 'missing', subject, text: '(kubernetesServiceEndpoint.host is not set)'}],
		},
		'the service address itself was set': {
			evidence: {
				helm: set('10.43.0.1'),
				ranges,
				process: silent,
				health: {liveness: healthy, readiness: refused},
			},
			findings: [{message: 'missing', subject, text: '10.43.0.1 is a service address'}],
		},
	},
});
