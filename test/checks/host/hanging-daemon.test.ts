import {expect, it, test} from 'vitest';
import check from '../../../checks/host/hanging-daemon.ts';
import {healthHanging} from '../../../src/probes/health.hanging.ts';
import {testCheck} from '../../../src/testing.ts';
import {failed, known, probed, requestsOf} from '../../probes/run-probe.ts';

const url = 'http://127.0.0.1:10256/livez';
const detail = `${url}: no complete answer within 2000 ms`;
const kubeProxy = {name: 'kube-proxy', url, detail} as const;

testCheck(test, check, {
	passes: {
		'all answer': {evidence: {health: {hanging: [], answering: ['kubelet', 'kube-proxy']}}},
		'none does, which may be the loopback interface': {
			evidence: {health: {hanging: [kubeProxy], answering: []}},
		},
	},
	fails: {
		'a kube-proxy that was stopped by a signal': {
			evidence: {health: {hanging: [kubeProxy], answering: ['kubelet', 'Felix']}},
			findings: [
				{
					message: 'silent',
					subject: {kind: 'Endpoint', name: '127.0.0.1:10256'},
					text: 'kube-proxy accepts connections on its health port and does not answer: it hangs, services keep',
				},
			],
		},
	},
});

const timedOut = {...failed, reason: 'timed-out', detail} as const;
const healthy = known({state: 'healthy', status: 200, body: 'ok'});
const wanted = {kubelet: healthy, kubeProxy: timedOut, felix: failed, settings: failed};
const second = `curl -s ${url} (second sample)`;

it('health.hanging asks once more what did not answer', () => {
	expect(requestsOf(healthHanging, {}, wanted)).toEqual([second]);
	expect(requestsOf(healthHanging, {}, {...wanted, kubeProxy: healthy})).toEqual([]);
});

it('health.hanging believes the second answer', () => {
	const late = {status: 'unanswered', reason: 'timed-out', detail} as const;
	expect(probed(healthHanging, {[second]: late}, {}, wanted)).toEqual({
		hanging: [kubeProxy],
		answering: ['kubelet'],
	});
	expect(probed(healthHanging, {[second]: 'ok'}, {}, wanted).hanging).toEqual([]);
});

const ended = `${url}: the run ended before this was read`;
const filtered = `${url}: no connection within 2000 ms`;

it.each([ended, filtered])(
	'health.hanging asks nothing again after "%s", and does not take it for an answer',
	other => {
		expect(requestsOf(healthHanging, {}, {...wanted, kubeProxy: {...timedOut, detail: other}})).toEqual([]);
		const late = {status: 'unanswered', reason: 'timed-out', detail: other} as const;
		expect(probed(healthHanging, {[second]: late}, {}, wanted).hanging).toEqual([]);
	},
);
