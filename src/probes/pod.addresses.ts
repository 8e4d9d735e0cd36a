import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {parsePodAddresses} from '../parsers/pod-addresses.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import {runningPodsOf} from './service.host-ports.ts';

export const podAddresses = defineProbe({
	id: 'pod.addresses',
	summary: 'addresses of the running pods of this node, as the API knows them',
	needs: {name: rke2NodeName},
	requests: ({name: {name}}) => [runningPodsOf(name)],
	parse: ([reply]) => parsePodAddresses(textOf(reply)),
});
