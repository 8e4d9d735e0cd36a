import {describe, expect, it} from 'vitest';
import {calicoProcess} from '../../src/probes/calico.process.ts';
import {kubeProxyMode} from '../../src/probes/kube-proxy.mode.ts';
import {answered, missing, unanswered} from './replies.ts';
import {probed, requestsOf} from './run-probe.ts';

describe('kube-proxy.mode', () => {
	it('is the word of kube-proxy, or nothing where it does not listen', () => {
		expect(kubeProxyMode.parse([answered('ipvs', 200)], {}, {})).toBe('ipvs');
		expect(
			kubeProxyMode.parse([unanswered('refused', 'connect ECONNREFUSED 127.0.0.1:10249')], {}, {}),
		).toBeUndefined();
	});

	it.each([
		['what else listens there', answered('<html>', 200)],
		['a path that is not known', answered('404 page not found', 404)],
		['no answer', unanswered('timed-out', 'no answer')],
	])('is unknown: %s', (_, reply) => {
		expect(() => kubeProxyMode.parse([reply], {}, {})).toThrow();
	});
});

describe('calico.process', () => {
	const processes = [
		{pid: 70, commandLine: 'calico-node -confd'},
		{pid: 77, commandLine: 'calico-node -felix'},
		{pid: 80, commandLine: 'calico-typha'},
	];
	const environ =
		'CALICO_NETWORKING_BACKEND=bird\0FELIX_BPFENABLED=true\0KUBERNETES_SERVICE_HOST=10.43.0.1\0';

	it('is Felix with what its environment tells it', () => {
		expect(probed(calicoProcess, {'cat /proc/77/environ': environ}, {processes})).toEqual({
			pid: 77,
			commandLine: 'calico-node -felix',
			networkingBackend: 'bird',
			felix: {FELIX_BPFENABLED: 'true'},
		});
	});

	it('is any other process of calico-node where Felix does not run', () => {
		expect(requestsOf(calicoProcess, {processes: processes.slice(0, 1)})).toEqual(['cat /proc/70/environ']);
	});

	it('is nothing where none runs, or where it has just ended', () => {
		expect(requestsOf(calicoProcess, {processes: processes.slice(2)})).toEqual([]);
		expect(calicoProcess.parse([], {processes: processes.slice(2)}, {})).toBeUndefined();
		expect(calicoProcess.parse([missing], {processes}, {})).toBeUndefined();
	});
});
