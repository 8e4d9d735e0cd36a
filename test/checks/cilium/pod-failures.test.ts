import {test} from 'vitest';
import check from '../../../checks/cilium/pod-failures.ts';
import {testCheck} from '../../../src/testing.ts';
import {sandbox} from '../builders.ts';
import {nodeSubject, onCilium} from '../cilium-builders.ts';
import {attemptsIn, failureLog} from '../multus/kubelet-log.ts';

const of = (error: string, more: Parameters<typeof failureLog>[1] = {}) => ({
	log: attemptsIn(failureLog(error, {plugin: 'cilium-cni', ...more})),
	sandboxes: [],
});
const down =
	'unable to connect to Cilium agent: failed to create cilium agent client after 30.000000 seconds timeout: Get "http://localhost/v1/config": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory';
const web = {kind: 'Pod', namespace: 'default', name: 'web'} as const;

testCheck(test, check, {
	environment: onCilium,
	passes: {
		'an empty log': {evidence: {log: [], sandboxes: []}},
		'two failures, as of a node that has just booted': {evidence: of(down, {times: 2})},
		'failures of an hour ago': {evidence: of(down, {quietMinutes: 60})},
		'a pod that has started since': {
			evidence: {...of(down), sandboxes: [sandbox('web-7d4b9c6f5d-x7k2p')]},
		},
		'another plugin of the chain': {evidence: of('failed to open iptables', {plugin: 'portmap'})},
	},
	fails: {
		'there is no socket': {
			evidence: of(down),
			findings: [{message: 'agentDown', subject: nodeSubject, text: 'default/web-7d4b9c6f5d-x7k2p'}],
		},
		'the same by way of Multus': {
			evidence: of(
				`[default/web-7d4b9c6f5d-x7k2p/0a1b:portmap]: error adding container to network "portmap": plugin type="cilium-cni" failed (add): ${down}`,
				{plugin: 'multus'},
			),
			findings: [{message: 'agentDown', subject: nodeSubject}],
		},
		'no address is left': {
			evidence: of(
				'unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure "range is full"',
			),
			findings: [{message: 'noAddress', subject: nodeSubject, text: 'range is full'}],
		},
		'more than the agent takes': {
			evidence: of('unable to create endpoint: [PUT /endpoint/{id}][429] putEndpointIdTooManyRequests'),
			findings: [{message: 'busy', subject: nodeSubject, text: '429'}],
		},
		'an agent that is too slow': {
			evidence: of(
				'unable to create endpoint: Cilium API client timeout exceeded: Put "http://localhost/v1/endpoint/0": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
			),
			findings: [{message: 'busy', subject: nodeSubject}],
		},
		'an agent that is too slow, in the words of the plugin alone': {
			evidence: of('Unable to create endpoint: Cilium API client timeout exceeded'),
			findings: [{message: 'busy', subject: nodeSubject}],
		},
		'anything else': {
			evidence: of('unable to set up link: failed to rename veth: file exists'),
			findings: [{message: 'failing', subject: web, text: 'failed to rename veth'}],
		},
	},
});
