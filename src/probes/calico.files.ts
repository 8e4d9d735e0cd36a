import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

export interface CalicoFiles {
	/** The node's name as calico-node wrote it when it started. */
	readonly nodeName?: string;
}

export const calicoFiles = defineProbe({
	id: 'calico.files',
	summary: 'what calico-node leaves for the CNI plugin in /var/lib/calico',
	requests: () => [file('/var/lib/calico/nodename')],
	parse: ([name]): CalicoFiles => {
		const nodeName = textIfFound(name)?.trim();
		return nodeName === undefined ? {} : {nodeName};
	},
});
