import {test} from 'vitest';
import check from '../../../checks/dns/coredns-values.ts';
import {testCheck} from '../../../src/testing.ts';
import {corednsValues, forwardingTo, ranges} from './resolvers.ts';

const subject = {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-coredns'} as const;

testCheck(test, check, {
	passes: {
		'no values': {evidence: {helm: corednsValues(), ranges}},
		'other values': {evidence: {helm: corednsValues('nodelocal: {enabled: true}'), ranges}},
		'a key of nobody': {evidence: {helm: corednsValues('sites: {office: 10.0.0.1}'), ranges}},
		'the file of the node': {evidence: {helm: forwardingTo('/etc/resolv.conf'), ranges}},
		'servers of the site, of all kinds': {
			evidence: {helm: forwardingTo('10.0.0.53 [fd00::53]:53 tls://9.9.9.9 dns://10.0.0.54:53'), ranges},
		},
		'another server in the same pod': {evidence: {helm: forwardingTo('127.0.0.1:5353'), ranges}},
		'a block for a zone of its own, on another port': {
			evidence: {
				helm: corednsValues(
					'servers:\n- zones: [{zone: .}]\n  port: 5300\n  plugins: [{name: forward, parameters: . 127.0.0.1}]\n- zones: [{zone: site.example}]\n  plugins: [{name: kubernetes}, {name: forward, parameters: . 127.0.0.1}]',
				),
				ranges,
			},
		},
		'plugins from a file that the values do not show': {
			evidence: {helm: corednsValues('servers:\n- plugins: [{name: import, parameters: custom/*}]'), ranges},
		},
		'plugins with their parameters behind their names': {
			evidence: {
				helm: corednsValues(
					'servers:\n- plugins: [{name: errors}, {name: kubernetes cluster.local in-addr.arpa ip6.arpa}, {name: forward . 10.0.0.53}]',
				),
				ranges,
			},
		},
		'an import with its file behind its name': {
			evidence: {
				helm: corednsValues('servers:\n- plugins: [{name: hosts}, {name: import custom/*}]'),
				ranges,
			},
		},
		'blocks that come from a file before all others': {
			evidence: {
				helm: corednsValues(
					'extraConfig: {import: {parameters: /opt/coredns/*.conf}}\nservers:\n- plugins: [{name: hosts}]',
				),
				ranges,
			},
		},
		'values that are left of a chart which is disabled': {
			evidence: {helm: {...corednsValues('servers:\n- plugins: [{name: hosts}]'), charts: []}, ranges},
		},
		'blocks that are no blocks': {
			evidence: {helm: corednsValues('servers: [1, {plugins: x}, {plugins: [y]}]'), ranges},
		},
	},
	fails: {
		'a key with a capital too many': {
			evidence: {helm: corednsValues('nodeLocal: {enabled: true}'), ranges},
			findings: [{message: 'otherCase', subject, text: 'calls it nodelocal'}],
		},
		'the cluster DNS': {
			evidence: {helm: forwardingTo('10.43.0.10'), ranges},
			findings: [{message: 'itself', subject, text: 'forward to 10.43.0.10'}],
		},
		'the resolver of the node, by its loopback address': {
			evidence: {helm: forwardingTo('10.0.0.53 127.0.0.53:53'), ranges},
			findings: [{message: 'itself', subject, text: 'forward to 127.0.0.53'}],
		},
		'the cluster DNS, behind the name of the plugin': {
			evidence: {
				helm: corednsValues('servers:\n- plugins: [{name: kubernetes}, {name: forward . 10.43.0.10}]'),
				ranges,
			},
			findings: [{message: 'itself', subject, text: 'forward to 10.43.0.10'}],
		},
		'IPv6 loopback, and no zones': {
			evidence: {
				helm: corednsValues(
					'servers:\n- plugins: [{name: kubernetes}, {name: forward, parameters: ". ::1"}]',
				),
				ranges,
			},
			findings: [{message: 'itself', subject, text: 'forward to ::1'}],
		},
		'one plugin that was to be added': {
			evidence: {
				helm: corednsValues('servers:\n- plugins:\n  - name: hosts\n    configBlock: fallthrough'),
				ranges,
			},
			findings: [
				{
					message: 'withoutCluster',
					subject,
					text: 'only the plugins hosts, since servers replaces those of the chart: without kubernetes it knows no name of the cluster, and without health and ready the kubelet takes it for dead',
				},
			],
		},
		'all but the one for the cluster': {
			evidence: {
				helm: corednsValues(
					'servers:\n- plugins: [{name: health}, {name: ready}, {name: forward, parameters: . 10.0.0.53}]',
				),
				ranges,
			},
			findings: [{message: 'withoutCluster', subject, text: 'health, ready and forward'}],
		},
	},
});
