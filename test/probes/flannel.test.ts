import {describe, expect, it} from 'vitest';
import {createCollector} from '../../src/core/collect.ts';
import {requestKey} from '../../src/core/request.ts';
import {flannelNetConf} from '../../src/probes/flannel.net-conf.ts';
import {flannelProcess} from '../../src/probes/flannel.process.ts';
import {processList} from '../../src/probes/process.list.ts';
import {answered, hostOf} from '../core/hosts.ts';

const [list] = processList.requests({}, {});
const pgrep = list === undefined ? '' : requestKey(list);
const line = '4711 /opt/bin/flanneld --ip-masq --kube-subnet-mgr';
const running = {
	[pgrep]: answered(`1 /sbin/init\n${line}\n`),
	'cat /proc/4711/environ': answered('FLANNELD_IFACE=eth1\0FLANNELD_IFACE_REGEX=\0'),
};
const port = {'cat /sys/module/vxlan/parameters/udp_port': answered('8472\n')};
const chart = {
	'kubectl get --raw /apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts': answered(
		'{"items":[{"metadata":{"name":"rke2-flannel"},"spec":{"set":{"global.clusterCIDRv4":"10.42.0.0/16"}}}]}',
	),
	'kubectl get --raw /apis/helm.cattle.io/v1/namespaces/kube-system/helmchartconfigs':
		answered('{"items":[]}'),
};
const netConf = {
	'cat /proc/4711/root/etc/kube-flannel/net-conf.json': answered(
		'{"Network":"10.42.0.0/16","Backend":{"Type":"vxlan","VNI":7}}',
	),
};

describe('flannel.process', () => {
	it('joins command line and environment', async () => {
		expect(await createCollector(hostOf(running)).evidence(flannelProcess)).toMatchObject({
			value: {pid: 4711, options: {interfaces: ['eth1'], regexes: []}},
		});
	});

	it('is nothing where flanneld does not run, or has just ended', async () => {
		const none = {
			[pgrep]: {status: 'unanswered', reason: 'exit-code', detail: 'exit code 1', code: 1},
		} as const;
		const ended = {[pgrep]: answered(line)};
		for (const replies of [none, ended]) {
			const evidence = await createCollector(hostOf(replies)).evidence(flannelProcess);
			expect(evidence).toMatchObject({ok: true, value: undefined});
		}
	});

	it('does not take half of the answer for the whole', async () => {
		const denied = {status: 'unanswered', reason: 'denied', detail: 'permission denied'} as const;
		const evidence = await createCollector(hostOf({...running, 'cat /proc/4711/environ': denied})).evidence(
			flannelProcess,
		);
		expect(evidence).toMatchObject({ok: false, reason: 'denied'});
	});
});

describe('flannel.net-conf', () => {
	const evidenceOf = (replies: Parameters<typeof hostOf>[0]) =>
		createCollector(hostOf(replies)).evidence(flannelNetConf);

	it('prefers the file that flanneld reads', async () => {
		expect(await evidenceOf({...running, ...netConf, ...port, ...chart})).toMatchObject({
			value: {backend: {type: 'vxlan', vni: 7}, source: 'file of flanneld', defaultPort: 8472},
		});
	});

	it.each([
		['flanneld does not run', {...port, ...chart}],
		['its file cannot be read', {...running, ...port, ...chart}],
	])('takes the values of the chart: %s', async (_, replies) => {
		expect(await evidenceOf(replies)).toMatchObject({
			value: {backend: {type: 'vxlan', vni: 4096, port: 4789}, source: 'values of the chart'},
		});
	});

	it('leaves out a default port that the kernel does not tell', async () => {
		const evidence = await evidenceOf(chart);
		expect(evidence.ok && 'defaultPort' in evidence.value).toBe(false);
	});

	it('is unknown without either', async () => {
		expect(await evidenceOf(port)).toMatchObject({ok: false, reason: 'dependency'});
	});
});
