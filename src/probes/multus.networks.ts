import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {type NetworkAttachment, parseNetworkAttachments} from '../parsers/network-attachment.ts';

export interface MultusNetworks {
	/** Whether the API knows NetworkAttachmentDefinitions at all. */
	readonly isDefined: boolean;
	readonly networks: readonly NetworkAttachment[];
}

/** No identity of an agent may list them, so that this is for servers. */
export const multusNetworks = defineProbe({
	id: 'multus.networks',
	summary: 'all NetworkAttachmentDefinitions: the configuration in each',
	requests: () => [
		api(
			'/apis/k8s.cni.cncf.io/v1/network-attachment-definitions',
			'metadata.name',
			'metadata.namespace',
			'metadata.annotations["k8s.v1.cni.cncf.io/resourceName"]',
			'spec.config',
		),
	],
	parse: ([reply]): MultusNetworks =>
		reply?.status === 'unanswered' && reply.reason === 'not-found' && reply.code === 404
			? {isDefined: false, networks: []}
			: {isDefined: true, networks: parseNetworkAttachments(textOf(reply))},
});
