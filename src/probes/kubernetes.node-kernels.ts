import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {parseKubeNodes} from '../parsers/kube-node.ts';
import {snmpChecksumErrors} from './snmp.checksum-errors.ts';

export const kubernetesNodeKernels = defineProbe({
	id: 'kubernetes.node-kernels',
	summary:
		'which kernels the nodes run, asked only where datagrams with wrong checksums arrived while this program ran',
	needs: {errors: snmpChecksumErrors},
	requests: ({errors}) =>
		errors.udp > 0
			? [
					api(
						'/api/v1/nodes?limit=500',
						'metadata.name',
						'metadata.deletionTimestamp',
						'spec.unschedulable',
						'spec.taints',
						'status.nodeInfo.kernelVersion',
					),
				]
			: [],
	parse: ([reply]) => (reply === undefined ? [] : parseKubeNodes(textOf(reply))),
});
