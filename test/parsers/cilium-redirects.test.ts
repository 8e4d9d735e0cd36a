import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseCiliumRedirects} from '../../src/parsers/cilium-redirects.ts';

const policy = {
	'frontend-mappings': [
		{
			backends: [
				{'backend-address': {ip: '10.42.1.9', port: 53}, 'pod-id': 'kube-system/node-local-dns-4hxnt'},
			],
			'frontend-address': {ip: '10.43.0.10', port: 53, protocol: 'UDP'},
		},
		{backends: null, 'frontend-address': {ip: '10.43.0.10', port: 53, protocol: 'TCP'}},
	],
	'frontend-type': 'clusterIP + named ports',
	'lrp-type': 'svc',
	name: 'nodelocaldns',
	namespace: 'kube-system',
	uid: '5f0e',
};

describe('GET /v1/lrp', () => {
	it('tells what is redirected, and whether a pod takes it', () => {
		expect(parseCiliumRedirects(JSON.stringify([policy]))).toEqual([
			{name: 'kube-system/nodelocaldns', addresses: ['10.43.0.10'], hasBackend: true},
		]);
		expect(parseCiliumRedirects('null')).toEqual([]);
		expect(() => parseCiliumRedirects('{}')).toThrow('list');
	});
	it('damaged, it is an error or a list of policies', () => {
		fc.assert(
			fc.property(fc.json(), text => {
				try {
					expect(Array.isArray(parseCiliumRedirects(text))).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(Error);
				}
			}),
		);
	});
});
