import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {numberIfAt, objectIfAt, present, textAt, textIfAt} from '../parsers/json-value.ts';
import {kubeObjectsIn} from '../parsers/kube-node.ts';
import {ciliumStatus} from './cilium.status.ts';

const keyAnnotation = 'network.cilium.io/wg-pub-key';

/** What the agent of a node tells all others about encryption. */
export interface CiliumNodeKeys {
	readonly node: string;
	/** Its public key, with which others encrypt what goes there. */
	readonly wireguardKey?: string;
	/** Number of the IPsec key that it uses, 1 to 15; absent where it uses none. */
	readonly ipsecKey?: number;
}

/** Only an administrator may list them. Not asked for where nothing is encrypted. */
export const ciliumNodes = defineProbe({
	id: 'cilium.nodes',
	summary: 'which keys the CiliumNodes announce, where Cilium encrypts',
	needs: {status: ciliumStatus},
	requests: ({status: {encryption}}) =>
		encryption === undefined || encryption.mode === 'Disabled'
			? []
			: [
					api(
						'/apis/cilium.io/v2/ciliumnodes',
						'metadata.name',
						`metadata.annotations["${keyAnnotation}"]`,
						'spec.encryption.key',
					),
				],
	parse: (replies): readonly CiliumNodeKeys[] =>
		replies.flatMap(reply =>
			kubeObjectsIn(textOf(reply)).map(object => {
				const metadata = objectIfAt(object, 'metadata') ?? {};
				const encryption = objectIfAt(objectIfAt(object, 'spec') ?? {}, 'encryption') ?? {};
				return {
					node: textAt(metadata, 'name'),
					...present({
						wireguardKey: textIfAt(objectIfAt(metadata, 'annotations') ?? {}, keyAnnotation) || undefined,
						ipsecKey: numberIfAt(encryption, 'key') || undefined,
					}),
				};
			}),
		),
});
