import {describe, expect, it} from 'vitest';
import {parseEndpointSlices} from '../../src/parsers/endpoint-slice.ts';
import {survivesDamage} from './damage.ts';

const slice = {
	metadata: {name: 'rke2-coredns-x', labels: {'kubernetes.io/service-name': 'rke2-coredns-rke2-coredns'}},
	addressType: 'IPv4',
	endpoints: [
		{
			addresses: ['10.42.0.5'],
			conditions: {ready: true},
			nodeName: 'node-1',
			targetRef: {kind: 'Pod', name: 'coredns-a'},
		},
		{addresses: ['10.42.1.5'], conditions: {ready: false}},
		{addresses: ['10.42.2.5']},
	],
	ports: [{name: 'udp-53', port: 53, protocol: 'UDP'}],
};
const text = JSON.stringify({items: [slice]});

describe('EndpointSlices', () => {
	it('tell endpoints, where they are and whether they are ready', () => {
		expect(parseEndpointSlices(text)).toEqual([
			{
				name: 'rke2-coredns-x',
				service: 'rke2-coredns-rke2-coredns',
				addressType: 'IPv4',
				ports: [{name: 'udp-53', port: 53, protocol: 'UDP'}],
				endpoints: [
					{addresses: ['10.42.0.5'], isReady: true, nodeName: 'node-1', pod: 'coredns-a'},
					{addresses: ['10.42.1.5'], isReady: false},
					{addresses: ['10.42.2.5'], isReady: true},
				],
			},
		]);
	});

	it('may be none', () => {
		expect(parseEndpointSlices('{"items":[]}')).toEqual([]);
	});

	it('survives damage', () => {
		survivesDamage(parseEndpointSlices, text);
	});
});
