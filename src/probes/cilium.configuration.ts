import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {api} from '../core/request.ts';
import {jsonFrom} from '../parsers/json-text.ts';
import {objectOf, textRecordAt} from '../parsers/json-value.ts';

/** The agent's options by name, as text: `kube-proxy-replacement` is `"true"`. */
export type CiliumConfiguration = Readonly<Record<string, string>>;

/** The kubelet of each node may read it, since the pod of Cilium there names it. */
export const ciliumConfiguration = defineProbe({
	id: 'cilium.configuration',
	summary: 'the ConfigMap cilium-config: what the chart tells all agents',
	requests: () => [api('/api/v1/namespaces/kube-system/configmaps/cilium-config', 'metadata.name', 'data')],
	parse: ([reply]): CiliumConfiguration =>
		textRecordAt(objectOf(jsonFrom(textOf(reply)), 'the ConfigMap'), 'data'),
});
