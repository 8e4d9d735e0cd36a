import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {containerdEndpoint} from '../../src/probes/containerd.endpoint.ts';
import {kubernetesEndpoint} from '../../src/probes/kubernetes.endpoint.ts';
import {answered, missing, unanswered} from './replies.ts';

describe('kubernetes.endpoint', () => {
	it.each<[string, Reply]>([
		['ready', answered('ok')],
		['refused', unanswered('refused', '127.0.0.1:6443/readyz: connection refused')],
		['disconnected', unanswered('refused', '127.0.0.1:6443/readyz: socket hang up')],
		['disconnected', unanswered('refused', '127.0.0.1:6443/readyz: read ECONNRESET')],
		[
			'silent',
			unanswered('timed-out', '127.0.0.1:6443/readyz: ETIMEDOUT: no complete answer within 5000 ms'),
		],
		[
			'certificate',
			unanswered(
				'refused',
				'certificate of the API server at 127.0.0.1:6443: certificate has expired (CERT_HAS_EXPIRED)',
			),
		],
		['unauthorized', unanswered('denied', '/readyz: HTTP 401 Unauthorized', 401)],
		['not-ready', unanswered('refused', '/readyz: HTTP 500 [+]ping ok', 500)],
	])('%s', (state, reply) => {
		expect(kubernetesEndpoint.parse([reply], {}, {}).state).toBe(state);
	});

	it.each<[string, Reply]>([
		['no kubeconfig', unanswered('not-found', 'no kubeconfig: looked for /etc/rancher/rke2/rke2.yaml')],
		['not root', unanswered('denied', '/etc/rancher/rke2/rke2.yaml: permission denied')],
		['the run ended', unanswered('timed-out', 'the run ended before this was read')],
		['not allowed to ask', unanswered('denied', '/readyz: HTTP 403 forbidden', 403)],
	])('says nothing: %s', (_, reply) => {
		expect(() => kubernetesEndpoint.parse([reply], {}, {})).toThrow();
	});
});

describe('containerd.endpoint', () => {
	const socket = answered({type: 'socket', mode: 0o660, uid: 0, gid: 0, size: 0});
	/** The first 300 characters, as Host keeps them. */
	const unavailable = unanswered(
		'exit-code',
		`crictl: exit code 1: ${String.raw`time="2026-11-22T08:16:40Z" level=fatal msg="validate service connection: validate CRI v1 runtime API for endpoint \"unix:///run/k3s/containerd/containerd.sock\": rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial unix /run/k3s/containerd/cont`}`,
		1,
	);
	const slow = unanswered('exit-code', 'crictl: exit code 1: rpc error: code = DeadlineExceeded', 1);

	it.each<[string, Reply, Reply]>([
		['answers', socket, answered('{}')],
		['answers', missing, answered('{}')],
		['missing', missing, unavailable],
		['refused', socket, unavailable],
		['silent', socket, slow],
	])('%s', (state, status, reply) => {
		expect(containerdEndpoint.parse([status, reply], {}, {}).state).toBe(state);
	});

	it.each<[string, Reply]>([
		['not root', unanswered('denied', 'crictl: exit code 1: connect: permission denied')],
		['no crictl', unanswered('not-found', 'crictl is not installed')],
	])('says nothing: %s', (_, reply) => {
		expect(() => containerdEndpoint.parse([socket, reply], {}, {})).toThrow();
	});
});
