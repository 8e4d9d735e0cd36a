import {expect, it} from 'vitest';
import {affectedByProgram} from '../../src/derive/program-owner.ts';

const node = {kind: 'Node', name: 'node-2'} as const;

it.each([
	['kubelet', ['node-2']],
	['flannel', ['node-2']],
	['iptables-nft-re', ['node-2']],
	['kube-proxy', ['kube-proxy']],
	['flanneld', ['rke2-canal/kube-flannel', 'kube-flannel-ds/kube-flannel']],
	['calico-node', ['rke2-canal/calico-node', 'calico-node']],
	['cilium-agent', ['cilium/cilium-agent']],
	['coredns', []],
])('a complaint about %s affects %j', (program, names) => {
	expect(affectedByProgram(program, node).map(({name}) => name)).toEqual(names);
});
