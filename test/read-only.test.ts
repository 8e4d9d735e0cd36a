import {describe, expect, it} from 'vitest';
import {catalogue} from '../src/catalogue.ts';
import type {Host} from '../src/core/host.ts';
import {type Request, requestKey} from '../src/core/request.ts';
import {isPermitted} from '../src/host/read-only.ts';
import {diagnoseHost, hostOfNode, nodeIds} from './nodes.ts';

/** Everything that a diagnosis of a recorded node asks for, before anything remembers an answer by its key. */
const requestsOnNode = async (id: string): Promise<readonly Request[]> => {
	const node = await hostOfNode(id);
	const requests: Request[] = [];
	const host: Host = {
		origin: node.origin,
		read: request => {
			requests.push(request);
			return node.read(request);
		},
	};
	await diagnoseHost(host);
	return requests;
};

/** Of probes that need nothing first: what they always ask for. */
const requestsOfCatalogue = (): readonly Request[] =>
	Object.values(catalogue.probes).flatMap(({needs, wants, requests}) =>
		needs === undefined && wants === undefined ? requests({} as never, {} as never) : [],
	);

const refusedAmong = (requests: readonly Request[]): readonly string[] =>
	requests.flatMap(request => {
		const permission = isPermitted(request);
		return permission.permitted ? [] : [`${requestKey(request)}: ${permission.why}`];
	});

/** Replies are remembered and recorded by key alone, so another selection of one path would get the first one's fields. */
const differentlySelected = (requests: readonly Request[]): readonly string[] => {
	const selections = new Map<string, Set<string>>();
	for (const request of requests) {
		if (request.kind === 'api') {
			const key = requestKey(request);
			selections.set(key, (selections.get(key) ?? new Set()).add([...request.select].sort().join(' ')));
		}
	}
	return [...selections].flatMap(([key, {size}]) => (size === 1 ? [] : [key]));
};

const asked = await Promise.all(nodeIds.map(async id => ({id, requests: await requestsOnNode(id)})));
const ofCatalogue = requestsOfCatalogue();

describe('every read', () => {
	it.each([...asked, {id: 'any node', requests: ofCatalogue}])('on $id is permitted', ({requests}) => {
		expect(requests.length).toBeGreaterThan(20);
		expect(refusedAmong(requests)).toEqual([]);
	});

	it('of the API selects the same fields wherever it is asked', () => {
		const requests = [...asked.flatMap(({requests: some}) => some), ...ofCatalogue];
		expect(requests.filter(({kind}) => kind === 'api').length).toBeGreaterThan(nodeIds.length);
		expect(differentlySelected(requests)).toEqual([]);
	});

	it('would be noticed if it were refused, or selected differently', () => {
		expect(refusedAmong([{kind: 'command', argv: ['ip', 'link', 'delete', 'eth0']}])).toHaveLength(1);
		const path = '/api/v1/nodes/node-1';
		const one: Request = {kind: 'api', path, select: ['metadata.name', 'spec']};
		expect(differentlySelected([one, {...one, select: ['spec', 'metadata.name']}])).toEqual([]);
		expect(differentlySelected([one, {...one, select: ['metadata.name']}])).toEqual([requestKey(one)]);
	});
});
