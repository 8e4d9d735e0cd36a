import {expect, test} from 'vitest';
import {refusedPods} from '../../src/derive/refused-pods.ts';
import type {Route} from '../../src/parsers/ip-route.ts';
import {kubeNode, routesOf} from '../checks/builders.ts';

const nodes = [
	kubeNode('node-3', {annotations: {'projectcalico.org/IPv4Address': '10.0.0.3/24'}}),
	kubeNode('node-4', {annotations: {'projectcalico.org/IPv4Address': '10.0.0.4/24'}}),
];
const block = (dst: string, gateway = '10.0.0.3') => ({
	...{dst, gateway, dev: 'eth0', protocol: 'bird', flags: []},
});
const banned = (dst: string) => ({dst, type: 'blackhole', protocol: 'boot', flags: []});
const foundIn = (...objects: readonly object[]) =>
	refusedPods(routesOf(...objects), nodes, 'node-2').map(({route, wider, node}) => [
		route.destination,
		wider.destination,
		node.name,
	]);

test('the narrowest block around a refusal is the one that it takes packets from', () => {
	const blocks = [block('10.42.0.0/16'), block('10.42.3.0/26', '10.0.0.4')];
	expect(foundIn(...blocks, banned('10.42.3.9/32'), banned('10.42.9.9/32'))).toEqual([
		['10.42.3.9/32', '10.42.3.0/26', 'node-4'],
		['10.42.9.9/32', '10.42.0.0/16', 'node-3'],
	]);
});

test('a refusal of the same range as the block is not amid it', () => {
	expect(foundIn(block('10.42.3.0/26'), banned('10.42.3.0/26'), banned('default'))).toEqual([]);
});

test('each of many routes is read a few times, and not once for each refusal', () => {
	let reads = 0;
	const counted = (route: Route): Route =>
		Object.defineProperty({...route}, 'destination', {
			get: () => {
				reads += 1;
				return route.destination;
			},
		});
	const numbers = Array.from({length: 200}, (_, index) => index);
	const routes = routesOf(
		...numbers.map(number => block(`10.42.${number}.0/26`)),
		...numbers.map(number => banned(`10.42.${number}.9/32`)),
	).map(counted);
	expect(refusedPods(routes, nodes, 'node-2')).toHaveLength(200);
	expect(reads).toBeLessThan(4 * routes.length);
});
