import {test} from 'vitest';
import check from '../../../checks/calico/workload-gateway.ts';
import {calicoInterfaceOf} from '../../../src/parsers/calico-interface.ts';
import {parseSysctlConf} from '../../../src/parsers/sysctl-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {minutesAgo, now, routesOf, sandbox} from '../builders.ts';

const pods = ['web-5d7f9c6b8d-4x2lp', 'api-7c6b5d8f9-k2x7p'].map(name => {
	const device = calicoInterfaceOf('shop', name);
	return {device, pod: sandbox(name, {namespace: 'shop'})};
});
const [web, api] = pods.map(({device}) => device);
const deviceOfWeb = web ?? '';
const evidence = (isOn: readonly boolean[], all = false) => ({
	proxyArp: new Map([['all', all], ...pods.map(({device}, index) => [device, isOn[index] ?? true] as const)]),
	workloads: new Map(pods.map(({device, pod}) => [device, pod])),
	routes: routesOf(
		{dst: '10.42.1.7', dev: web, protocol: 'boot', scope: 'link', flags: []},
		{dst: '10.42.1.8', dev: api, protocol: 'boot', scope: 'link', flags: []},
	),
	now,
	files: [],
});

testCheck(test, check, {
	passes: {
		'on at every pod': {evidence: evidence([true, true])},
		'on for all interfaces': {evidence: evidence([false, false], true)},
		'a pod that is being made': {
			evidence: {
				...evidence([false, true]),
				workloads: new Map(pods.map(({device, pod}) => [device, {...pod, createdAt: minutesAgo(0.2)}])),
			},
		},
		'a pod that is gone': {
			evidence: {
				...evidence([false, true]),
				workloads: new Map(pods.map(({device, pod}) => [device, {...pod, isReady: false}])),
			},
		},
		'a pod with IPv6 alone, whose gateway is an address of the interface': {
			evidence: {
				...evidence([false, true]),
				routes: routesOf({dst: '2001:cafe:42::7', dev: web, protocol: 'boot', flags: []}),
			},
		},
		'an interface of no pod': {evidence: {...evidence([false, false]), workloads: new Map()}},
	},
	fails: {
		'off at one': {
			evidence: evidence([false, true]),
			findings: [
				{
					message: 'off',
					subject: {kind: 'Sysctl', name: `net.ipv4.conf.${deviceOfWeb}.proxy_arp`},
					text: 'the interface of a pod (shop/web-5d7f9c6b8d-4x2lp): nobody',
				},
			],
		},
		'off at all, by a file': {
			evidence: {
				...evidence([false, false]),
				files: parseSysctlConf('net.ipv4.conf.*.proxy_arp = 0', '/etc/sysctl.d/90-cis.conf'),
			},
			findings: [
				{
					message: 'off',
					subject: {kind: 'Sysctl', name: 'net.ipv4.conf.cali*.proxy_arp'},
					text: ', set by /etc/sysctl.d/90-cis.conf: nobody answers',
				},
			],
		},
	},
});
