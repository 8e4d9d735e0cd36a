import {describe, expect, it} from 'vitest';
import {ciliumUnmanagedPods} from '../../src/probes/cilium.unmanaged-pods.ts';
import {sandbox} from '../checks/builders.ts';
import {endpoint, ciliumStatus as statusOf} from '../checks/cilium-builders.ts';
import {probed, requestsOf, unanswered} from './run-probe.ts';

const web = {namespace: 'default', name: 'web', address: '10.42.1.12'};
const lost = {namespace: 'default', name: 'lost', address: '10.42.1.13'};
const good = {
	running: [web],
	sandboxes: [sandbox('web'), sandbox('lost')],
	endpoints: [endpoint()],
	status: statusOf(),
};
const suspect = {...good, running: [web, lost]};

const endpointsKey =
	'curl -s --unix-socket /var/run/cilium/cilium.sock http://localhost/v1/endpoint (second sample)';
const podsKey = 'crictl pods -o json (second sample)';
const endpointsWith = (...names: readonly string[]) =>
	JSON.stringify(
		names.map((name, index) => ({
			id: index,
			status: {
				state: 'ready',
				'external-identifiers': {'k8s-namespace': 'default', 'k8s-pod-name': name},
				identity: {id: 1, labels: []},
			},
		})),
	);
const podsWith = (
	...pods: readonly {readonly name: string; readonly id?: string; readonly state?: string}[]
) =>
	JSON.stringify({
		items: pods.map(({name, id = `${name}-sandbox`, state = 'SANDBOX_READY'}) => ({
			id,
			metadata: {name, uid: `${name}-uid`, namespace: 'default', attempt: 0},
			state,
			createdAt: '1795334400000000000',
			labels: {},
			annotations: {},
		})),
	});
const again = (endpoints: string, pods: string) => ({[endpointsKey]: endpoints, [podsKey]: pods});
const namesIn = (replies: Readonly<Record<string, string>>) =>
	probed(ciliumUnmanagedPods, replies, suspect).map(({name}) => name);

describe('cilium.unmanaged-pods', () => {
	it('reads again only where a pod is missing', () => {
		expect(requestsOf(ciliumUnmanagedPods, good)).toEqual([]);
		expect(probed(ciliumUnmanagedPods, {}, good)).toEqual([]);
		expect(requestsOf(ciliumUnmanagedPods, suspect)).toEqual([endpointsKey, podsKey]);
	});

	it.each([
		[
			'a pod of a former CNI, with an address of that',
			{...suspect, running: [web, {...lost, address: '10.244.1.13'}]},
		],
		[
			'a pod that containerd does not run any more',
			{...suspect, sandboxes: [sandbox('lost', {isReady: false})]},
		],
		['an agent that tells of none', {...suspect, endpoints: []}],
	])('suspects nothing: %s', (_, needs) => {
		expect(requestsOf(ciliumUnmanagedPods, needs)).toEqual([]);
	});

	it('keeps the pod that is missing at the end, too', () => {
		expect(namesIn(again(endpointsWith('web'), podsWith({name: 'web'}, {name: 'lost'})))).toEqual(['lost']);
	});

	it.each([
		[
			'the pod of a Job that has ended',
			endpointsWith('web'),
			podsWith({name: 'web'}, {name: 'lost', state: 'SANDBOX_NOTREADY'}),
		],
		['a pod that is gone', endpointsWith('web'), podsWith({name: 'web'})],
		['a pod whose sandbox was made anew', endpointsWith('web'), podsWith({name: 'lost', id: 'another'})],
		['an endpoint that has come', endpointsWith('web', 'lost'), podsWith({name: 'web'}, {name: 'lost'})],
	])('leaves out %s', (_, endpoints, pods) => {
		expect(namesIn(again(endpoints, pods))).toEqual([]);
	});

	it('tells nothing where the second answer is missing', () => {
		expect(() =>
			probed(ciliumUnmanagedPods, {[endpointsKey]: unanswered('refused'), [podsKey]: podsWith()}, suspect),
		).toThrow('refused');
	});
});
