import {test} from 'vitest';
import check from '../../../checks/cilium/encryption-keys.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {kubeNode} from '../builders.ts';
import {ciliumStatus, onCilium} from '../cilium-builders.ts';

const environment = {...onCilium, role: told<'server'>('server')};
const nodes = [kubeNode('node-1'), kubeNode('node-2'), kubeNode('node-3')];
const encrypted = (mode: string, ...keys: readonly (string | number | undefined)[]) => ({
	evidence: {
		status: ciliumStatus({encryption: {mode}}),
		keys: keys.map((key, index) => ({
			node: `node-${index + 1}`,
			...(typeof key === 'string' && {wireguardKey: key}),
			...(typeof key === 'number' && {ipsecKey: key}),
		})),
		nodes,
	},
	environment,
});
const subject = {kind: 'HelmChart', namespace: 'kube-system', name: 'rke2-cilium'} as const;

testCheck(test, check, {
	passes: {
		'no encryption': encrypted('Disabled'),
		'a WireGuard key for each': encrypted('Wireguard', 'a=', 'b=', 'c='),
		'one IPsec key': encrypted('IPsec', 3, 3, 3),
		'the object of a node that is gone': encrypted('Wireguard', 'a=', 'b=', 'c=', undefined),
	},
	fails: {
		'two nodes without WireGuard key': {
			...encrypted('Wireguard', 'a=', undefined, undefined),
			findings: [{message: 'missing', subject, text: 'node-2 and node-3 have published no WireGuard key'}],
		},
		'a node that stays behind when the key is changed': {
			...encrypted('IPsec', 4, 3, 4),
			findings: [{message: 'differs', subject, text: 'node-2 uses IPsec key 3, most other nodes 4'}],
		},
		'a node without IPsec': {
			...encrypted('IPsec', 4, 4, undefined),
			findings: [{message: 'missing', subject, text: 'node-3 has published no IPsec key'}],
		},
	},
});
