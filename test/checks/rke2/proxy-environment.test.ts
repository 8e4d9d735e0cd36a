import {test} from 'vitest';
import check from '../../../checks/rke2/proxy-environment.ts';
import {parseKlog} from '../../../src/parsers/klog.ts';
import {testCheck} from '../../../src/testing.ts';
import {calicoNode} from '../builders.ts';
import {failureLog} from '../multus/kubelet-log.ts';

const question =
	'error getting ClusterInformation: Get "https://10.43.0.1:443/apis/crd.projectcalico.org/v1/clusterinformations/default": ';
const wrongCertificate =
	'tls: failed to verify certificate: x509: certificate is valid for 192.168.17.101, 127.0.0.1, ::1, not 10.43.0.1';
const api = {
	name: 'default/kubernetes',
	address: '10.43.0.1',
	port: 443,
	endpoints: [],
	source: 'EndpointSlices',
} as const;
const evidence = (variables: Readonly<Record<string, string>>, error?: string) => ({
	unit: {variables},
	services: {api, domain: 'cluster.local'},
	log: error === undefined ? [] : parseKlog(failureLog(`${question}${error}`, {plugin: 'calico'})),
	sandboxes: [],
});
const proxy = 'http://proxy.example.org:3128';
const ofContainerd = {CONTAINERD_HTTPS_PROXY: proxy, CONTAINERD_NO_PROXY: '.example.org'};
const subject = {kind: 'Node', name: 'node-2'} as const;

testCheck(test, check, {
	environment: calicoNode,
	passes: {
		'no proxy': {evidence: evidence({}, wrongCertificate)},
		'the range of services is exempt': {
			evidence: evidence(
				{HTTPS_PROXY: proxy, NO_PROXY: '127.0.0.0/8,10.42.0.0/16, 10.43.0.0/16,.svc'},
				wrongCertificate,
			),
		},
		'the address itself is exempt': {
			evidence: evidence({...ofContainerd, CONTAINERD_NO_PROXY: '.example.org,10.43.0.1'}, wrongCertificate),
		},
		'everything is exempt': {evidence: evidence({HTTPS_PROXY: proxy, NO_PROXY: '*'}, wrongCertificate)},
		'RKE2 has added the ranges itself: no pod fails': {
			evidence: evidence({HTTPS_PROXY: proxy, NO_PROXY: '.svc'}),
		},
		'pods fail for another reason': {
			evidence: evidence({HTTPS_PROXY: proxy}, 'dial tcp 10.43.0.1:443: connect: no route to host'),
		},
	},
	fails: {
		'containerd has a list of its own': {
			evidence: evidence({...ofContainerd, NO_PROXY: '10.43.0.0/16'}, wrongCertificate),
			findings: [{message: 'containerd', subject, text: 'CONTAINERD_NO_PROXY does not hold 10.43.0.1'}],
		},
		'other ranges than those of the guide': {
			evidence: evidence(
				{HTTPS_PROXY: proxy, NO_PROXY: '10.42.0.0/16,172.28.0.0/16'},
				'proxyconnect tcp: dial tcp: lookup proxy: no such host',
			),
			findings: [{message: 'rke2', subject, text: 'NO_PROXY does not hold 10.43.0.1'}],
		},
	},
});
