import {describe, expect, it} from 'vitest';
import type {Reply} from '../../src/core/request.ts';
import {answered} from '../core/hosts.ts';
import {denied, detect, ownNode, rke2} from './node.ts';

describe('the version', () => {
	const unreadable = {'readlink /var/lib/rancher/rke2/bin': denied};
	const binary = {'rke2 --version': answered('rke2 version v1.35.8+rke2r1 (abc123)\n')};

	it.each<[string, Record<string, Reply>, string]>([
		['what was last started', {...ownNode('v1.35.6+rke2r1'), ...binary}, 'v1.35.7+rke2r1'],
		[
			'kubelet, when that cannot be read',
			{...ownNode('v1.35.6+rke2r2'), ...binary, ...unreadable},
			'v1.35.6+rke2r2',
		],
		[
			'the binary, when kubelet is not of RKE2',
			{...ownNode('v1.30.0-gke.12'), ...binary, ...unreadable},
			'v1.35.8+rke2r1',
		],
	])('is that of %s', async (_, replies, version) => {
		expect((await detect({...rke2, ...replies})).rke2Version.value).toBe(version);
	});

	it('has the others as conflicts', async () => {
		const {rke2Version} = await detect({...rke2, ...ownNode('v1.35.6+rke2r1')});
		expect(rke2Version.conflicts).toEqual([{source: 'own Node', says: 'kubelet v1.35.6+rke2r1'}]);
	});
});
