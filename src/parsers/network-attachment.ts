import {type CniConfig, cniConfigOf} from './cni-config.ts';
import {parseJsonText} from './json-text.ts';
import {objectIfAt, objectOf, present, textIfAt, textRecordAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';
import {attempt, type Parsed} from './parsed.ts';

/** A NetworkAttachmentDefinition. */
export interface NetworkAttachment {
	readonly namespace: string;
	readonly name: string;
	/** Resource of a device plugin whose devices Multus hands to the plugin: SR-IOV and the like. */
	readonly resourceName?: string;
	/** Absent when `spec.config` is empty: Multus then takes the configuration of that name in /etc/cni/multus/net.d. */
	readonly config?: Parsed<CniConfig>;
}

/**
 * `spec.config` as Multus reads it: a `type` makes it a single plugin also where there are `plugins`, and a
 * configuration without a name gets that of the definition.
 * https://github.com/k8snetworkplumbingwg/multus-cni/blob/master/pkg/types/conf.go (LoadDelegateNetConf)
 */
export const parseAttachmentConfig = (text: string, name: string): Parsed<CniConfig> => {
	const json = parseJsonText(text);
	if (!json.ok) {
		return json;
	}
	return attempt(() => {
		const object = objectOf(json.value, 'spec.config');
		const isSingle = object.type !== undefined && object.type !== '';
		if (!isSingle && object.plugins === undefined) {
			throw new Error('expected "type" or "plugins", got neither');
		}
		return cniConfigOf({...object, name: object.name || name}, isSingle ? 'plugin' : 'list');
	});
};

/** A list of NetworkAttachmentDefinitions, as the API gives it. */
export const parseNetworkAttachments = (text: string): readonly NetworkAttachment[] =>
	kubeObjectsIn(text).map(object => {
		const metadata = objectOf(object.metadata, '"metadata"');
		const name = textIfAt(metadata, 'name') ?? '';
		const config = textIfAt(objectIfAt(object, 'spec') ?? {}, 'config') ?? '';
		return {
			namespace: textIfAt(metadata, 'namespace') ?? 'default',
			name,
			...present({
				resourceName: textRecordAt(metadata, 'annotations')['k8s.v1.cni.cncf.io/resourceName'],
				config: config === '' ? undefined : parseAttachmentConfig(config, name),
			}),
		};
	});
