import {test} from 'vitest';
import check from '../../../checks/cilium/tunnel-checksum.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode, now} from '../builders.ts';
import {
	ciliumHealth,
	endpoint,
	healthEndpoint,
	nodeHealth,
	nodeSubject,
	onCilium,
} from '../cilium-builders.ts';

const nodes = [kubeNode('node-1'), kubeNode('node-2'), kubeNode('node-3')];
const environment = {...onCilium, backend: told('vxlan' as const)};
const timedOut = 'Get "http://10.42.0.77:4240/hello": context deadline exceeded';
/** A node whose health endpoint answers pings only. */
const onlyPings = (name: string, status = timedOut) => {
	const node = nodeHealth(name, true, true);
	const address = node['health-endpoint']?.['primary-address'];
	return {...node, 'health-endpoint': {'primary-address': {...address, http: {latency: 0, status}}}};
};
const given = (entries: readonly object[], changes: object = {}, minutes = 1) => ({
	evidence: {
		health: ciliumHealth(entries, minutes),
		nodes,
		endpoints: [endpoint(), healthEndpoint()],
		now,
		drivers: new Map([['eth0', 'vmxnet3']]),
		errors: {tcp: 0, udp: 0},
		...changes,
	},
	environment,
});

testCheck(test, check, {
	passes: {
		'all answer': given([nodeHealth('node-1', true, true), nodeHealth('node-3', true, true)]),
		'pods are silent altogether': given([
			nodeHealth('node-1', true, false),
			nodeHealth('node-3', true, false),
		]),
		'the port of the health checks is filtered between the nodes, too': given([
			{...onlyPings('node-1'), host: nodeHealth('node-1', true, true, false).host},
		]),
		'nobody listens in the pod of the health checks, as while the agent there starts': given([
			onlyPings('node-1', 'Get "http://10.42.0.77:4240/hello": dial tcp: connection refused'),
		]),
		'a policy covers the health endpoints': given([onlyPings('node-1'), onlyPings('node-3')], {
			endpoints: [endpoint(), healthEndpoint('both')],
		}),
		'an old round': given([onlyPings('node-1')], {}, 20),
	},
	fails: {
		'no pod elsewhere answers TCP': {
			...given([onlyPings('node-1'), onlyPings('node-3')]),
			findings: [{message: 'damaged', subject: nodeSubject, text: 'driver here is vmxnet3'}],
		},
		'those of one node do not, and damaged segments come in': {
			...given([nodeHealth('node-1', true, true), onlyPings('node-3')], {
				errors: {tcp: 4, udp: 0},
				drivers: new Map(),
			}),
			findings: [{message: 'damaged', subject: nodeSubject, text: '4 damaged segments came in'}],
		},
		'a firewall of this node drops TCP to the pods of the health checks, with a card that is not known for damage':
			{
				...given([onlyPings('node-1'), onlyPings('node-3')], {drivers: new Map([['eth0', 'ixgbe']])}),
				findings: [
					{message: 'onlyPings', subject: nodeSubject, text: 'on node-1 and node-3 answer pings from here'},
				],
			},
		'the health daemon of one node hangs': {
			...given([nodeHealth('node-1', true, true), onlyPings('node-3')], {drivers: new Map()}),
			findings: [{message: 'onlyPings', subject: nodeSubject, text: 'although that node itself does'}],
		},
	},
});
