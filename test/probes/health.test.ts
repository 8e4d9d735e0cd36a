import {describe, expect, it} from 'vitest';
import {felixHealth} from '../../src/probes/felix.health.ts';
import {flannelHealth} from '../../src/probes/flannel.health.ts';
import {kubeProxyHealth} from '../../src/probes/kube-proxy.health.ts';
import {kubeletHealth} from '../../src/probes/kubelet.health.ts';
import {answered, evidence, unanswered} from './replies.ts';

const refused = unanswered('refused', 'http://127.0.0.1/: connect ECONNREFUSED 127.0.0.1:1');

describe('health endpoints', () => {
	it('tell healthy, unhealthy and refused apart', () => {
		expect(kubeletHealth.parse([answered('ok', 200)], {}, {})).toMatchObject({state: 'healthy', body: 'ok'});
		expect(kubeletHealth.parse([answered('no', 500)], {}, {})).toMatchObject({
			state: 'unhealthy',
			status: 500,
		});
		expect(kubeletHealth.parse([refused], {}, {})).toMatchObject({state: 'refused'});
	});

	it.each([
		['no answer in time', unanswered('timed-out', 'ETIMEDOUT: no complete answer within 2000 ms')],
		['another network namespace', unanswered('dependency', 'loopback is not that of the node')],
		['an old bundle', unanswered('not-recorded', 'not recorded')],
	])('say nothing about the component: %s', (_, reply) => {
		expect(() => kubeletHealth.parse([reply], {}, {})).toThrow();
	});

	it('kube-proxy before 1.28 has no /livez', () => {
		const replies = [answered('404 page not found', 404), answered('{}', 200)];
		expect(kubeProxyHealth.parse(replies, {}, {})).toMatchObject({state: 'healthy'});
		expect(kubeProxyHealth.parse([answered('', 503), answered('{}', 200)], {}, {})).toMatchObject({
			state: 'unhealthy',
		});
	});

	it.each([
		['HTTP 404', 'not here', 404],
		['another page', '<html></html>', 200],
		['another table', '{"status":"ok"}', 200],
	])('another program on the port of Felix is none: %s', (_, body, status) => {
		const replies = [answered(body, status), answered(body, status)];
		expect(
			felixHealth.parse(replies, {}, {felix: evidence(undefined), settings: evidence({})}).liveness,
		).toMatchObject({isForeign: true, components: []});
	});

	it('an old Felix answers without a table', () => {
		expect(
			felixHealth.parse(
				[answered('', 204), refused],
				{},
				{felix: evidence(undefined), settings: evidence({})},
			),
		).toEqual({
			readiness: {state: 'healthy', status: 204, body: '', components: []},
			liveness: {
				state: 'refused',
				detail: refused.status === 'unanswered' ? refused.detail : '',
				components: [],
			},
		});
	});
});

describe('flannel.health', () => {
	const processes = (commandLine: string) => ({processes: [{pid: 1, commandLine}]});
	it.each([
		['/opt/bin/flanneld --ip-masq --kube-subnet-mgr --healthz-port=8081', 8081],
		['/opt/bin/flanneld --healthz-port 18081 --ip-masq', 18_081],
		['/opt/bin/flanneld -healthz-port=8081', 8081],
	])('asks where it listens: %s', (commandLine, port) => {
		const [request] = flannelHealth.requests(processes(commandLine), {});
		expect(request).toEqual({kind: 'http', url: `http://127.0.0.1:${port}/readyz`});
		expect(
			flannelHealth.parse([answered('flanneld is ready', 200)], processes(commandLine), {}),
		).toMatchObject({
			port,
			readiness: {state: 'healthy'},
		});
	});

	it.each(['/opt/bin/flanneld --ip-masq', '/opt/bin/flanneld --healthz-port=0', 'calico-node -felix'])(
		'asks nothing of %s',
		commandLine => {
			expect(flannelHealth.requests(processes(commandLine), {})).toEqual([]);
			expect(flannelHealth.parse([], processes(commandLine), {})).toEqual({});
		},
	);
});
