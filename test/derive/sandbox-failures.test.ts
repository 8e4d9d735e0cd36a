import {describe, expect, it} from 'vitest';
import {attemptsOfContainerd, joinAttempts, type SandboxAttempt} from '../../src/derive/sandbox-attempts.ts';
import {lastingFailures, removalFailures} from '../../src/derive/sandbox-failures.ts';
import {parseContainerdLog} from '../../src/parsers/containerd-log.ts';
import {sandbox} from '../checks/builders.ts';
import {attemptsIn, failureLog} from '../checks/multus/kubelet-log.ts';
import {survivesDamage} from '../parsers/damage.ts';
import {textOfFile} from '../tree.ts';

describe('lastingFailures', () => {
	const intact = failureLog('[default/web/uid:lan]: error adding container to network "lan": mode: "x"');

	it('reads each attempt once, through all quoting', () => {
		expect(lastingFailures(attemptsIn(intact), [])).toEqual([
			{
				namespace: 'default',
				name: 'web-7d4b9c6f5d-x7k2p',
				plugin: 'multus',
				error: '[default/web/uid:lan]: error adding container to network "lan": mode: "x"',
				count: 4,
				age: expect.any(Number),
			},
		]);
	});

	it('survives damage', () => {
		survivesDamage(text => lastingFailures(attemptsIn(text), []), intact);
	});
});

describe('attemptsOfContainerd', () => {
	const real = parseContainerdLog(textOfFile('test/parsers/outputs/containerd-1.6.20-no-configuration.log'));

	it('reads what a real one wrote', () => {
		const attempts = attemptsOfContainerd(real, []);
		expect(attempts.map(({name, plugin, error}) => [name, plugin, error])).toEqual([
			['host-0', '', expect.stringMatching(/^failed to reserve sandbox name/)],
			[
				'nonet-0',
				'',
				expect.stringMatching(/^failed to setup network for sandbox .*: cni plugin not initialized$/),
			],
		]);
	});

	it('knows the pod that ends by its sandbox', () => {
		const web = {
			...sandbox('web-0'),
			id: 'be796a027ab5fc656fe4ac9e99fc4fa5ace19c6993f30f11f9207a08a568eed3',
			isReady: false,
		};
		const ends = attemptsOfContainerd(real, [web]).filter(({action}) => action === 'end');
		expect(ends.map(({name}) => name)).toEqual(['web-0']);
		expect(removalFailures([...ends, ...ends, ...ends], [web])).toHaveLength(1);
	});

	const line = (metadata: string) =>
		String.raw`time="2026-11-22T08:00:00Z" level=error msg="RunPodSandbox for ${metadata} failed, error" error="failed to setup network for sandbox \"4f1c\": plugin type=\"calico\" failed (add): connection is unauthorized: Unauthorized"`;

	// As cri-api 0.28, 0.34 and 0.36 print them.
	it.each([
		'&PodSandboxMetadata{Name:web-0,Uid:u-1,Namespace:shop,Attempt:2,}',
		String.raw`name:\"web-0\"  uid:\"u-1\"  namespace:\"shop\"  attempt:2`,
		String.raw`name:\"web-0\" uid:\"u-1\" namespace:\"shop\"`,
	])('reads %s', metadata => {
		const log = parseContainerdLog(line(metadata));
		expect(attemptsOfContainerd(log, [], Date.parse('2026-11-22T08:00:07.5Z'))).toEqual([
			{
				action: 'start',
				namespace: 'shop',
				name: 'web-0',
				plugin: 'calico',
				error: 'connection is unauthorized: Unauthorized',
				age: 7,
			},
		]);
	});
});

describe('joinAttempts', () => {
	const attempt = (name: string, error: string): SandboxAttempt => ({
		...{action: 'start', namespace: 'shop', name, plugin: 'calico'},
		...{error, age: 0},
	});

	it('counts an attempt once that both tell', () => {
		expect(
			joinAttempts(
				[attempt('web', 'by the kubelet')],
				[attempt('web', 'by containerd'), attempt('till', 'by containerd')],
			).map(({name, error}) => `${name} ${error}`),
		).toEqual(['web by the kubelet', 'till by containerd']);
	});
});
