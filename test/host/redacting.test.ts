import {describe, expect, it} from 'vitest';
import {command, directory, file} from '../../src/core/request.ts';
import {createRedactingHost} from '../../src/host/redacting.ts';
import {createRedactor} from '../../src/redact/redact.ts';
import {answered, hostOf} from '../core/hosts.ts';

const secret = 's3cr3tValue';
const mask = /REDACTED_[a-z0-9-]+_[0-9a-f]{6}/;
const redacting = (replies: Parameters<typeof hostOf>[0]) => {
	const redactor = createRedactor({salt: 'test'});
	return {host: createRedactingHost(hostOf(replies), redactor), redactor};
};

describe('redacting host', () => {
	it('masks the body and what a program wrote to standard error', async () => {
		const {host} = redacting({
			'rke2 --version': {
				status: 'answered',
				body: `token: ${secret}\n`,
				stderr: `RKE2_TOKEN=${secret}`,
				code: 0,
			},
		});
		const reply = await host.read(command('rke2', '--version'));
		expect(JSON.stringify(reply)).not.toContain(secret);
		expect(reply).toMatchObject({
			status: 'answered',
			body: expect.stringMatching(mask),
			stderr: expect.stringMatching(mask),
			code: 0,
		});
	});

	it('masks the detail and the output of what failed', async () => {
		const {host} = redacting({
			'crictl info': {
				status: 'unanswered',
				reason: 'exit-code',
				detail: `crictl info: http://proxy:${secret}@10.0.0.7:3128: refused`,
				body: `{"password":"${secret}"}`,
				code: 1,
			},
		});
		const reply = await host.read(command('crictl', 'info'));
		expect(JSON.stringify(reply)).not.toContain(secret);
		expect(reply).toMatchObject({
			reason: 'exit-code',
			detail: expect.stringContaining('@10.0.0.7:3128: refused'),
			code: 1,
		});
	});

	it.each([
		'/etc/rancher/node/password',
		'/var/lib/rancher/rke2/server/token',
		'/var/lib/rancher/rke2/server/node-token',
		'/var/lib/rancher/rke2/agent/client-kubelet.key',
		'/var/lib/rancher/rke2/server/cred/passwd',
		'/var/run/secrets/kubernetes.io/serviceaccount/token',
	])('masks %s as a whole', async path => {
		const {host} = redacting({[`cat ${path}`]: answered(`${secret}\n`)});
		expect(await host.read(file(path))).toEqual({
			status: 'answered',
			body: expect.stringMatching(/^REDACTED_secret-file_[0-9a-f]{6}\n$/),
		});
	});

	it('leaves a reply without secrets as it is', async () => {
		const reply = {
			status: 'answered',
			body: '[{"name":"token","type":"file","mode":384,"size":109}]',
		} as const;
		const missing = {status: 'unanswered', reason: 'not-found', detail: '/x/token: no such file'} as const;
		const {host, redactor} = redacting({'ls -l /x': reply, 'cat /x': missing});
		expect(await host.read(directory('/x'))).toEqual(reply);
		expect(await host.read(file('/x'))).toEqual(missing);
		expect(redactor.report()).toEqual([]);
		expect(host.origin).toBe('local');
	});

	it('gives equal secrets of different replies equal masks', async () => {
		const {host} = redacting({
			'cat /a': answered(`token: ${secret}`),
			'cat /b': answered(`RKE2_TOKEN=${secret}`),
		});
		const bodies = await Promise.all(['/a', '/b'].map(path => host.read(file(path))));
		expect(new Set(bodies.map(reply => mask.exec(reply.body ?? '')?.[0])).size).toBe(1);
	});
});
