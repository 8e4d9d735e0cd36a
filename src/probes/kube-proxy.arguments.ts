import {textIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isObject} from '../parsers/json-value.ts';
import {parseYamlDocuments} from '../parsers/yaml-document.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';

/** Flags by name without dashes: `proxy-mode` → `iptables`. */
export type KubeProxyArguments = ReadonlyMap<string, string>;

/** RKE2 removes the manifest at each start and writes it when the API has answered: absence alone decides nothing. */
export const kubeProxyArguments = defineProbe({
	id: 'kube-proxy.arguments',
	summary: "arguments of kube-proxy's static pod; nothing when there is no manifest",
	needs: {dataDirectory: rke2DataDirectory},
	requests: ({dataDirectory}) => [file(`${dataDirectory.path}/agent/pod-manifests/kube-proxy.yaml`)],
	parse: ([reply]): KubeProxyArguments | undefined => {
		const text = textIfFound(reply);
		return text === undefined ? undefined : argumentsOf(text);
	},
});

const argumentsOf = (manifest: string): KubeProxyArguments => {
	const yaml = parseYamlDocuments(manifest);
	const pod = yaml.ok ? yaml.value.documents[0] : undefined;
	const spec = isObject(pod) && isObject(pod.spec) ? pod.spec : {};
	const [container] = Array.isArray(spec.containers) ? spec.containers : [];
	if (!isObject(container)) {
		throw new Unavailable('unparseable', 'expected a Pod with a container');
	}
	const words = [container.command, container.args].flat().filter(word => typeof word === 'string');
	return new Map(
		words.flatMap(word => {
			const [, name, value = 'true'] = /^--([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
			return name === undefined ? [] : [[name, value] as const];
		}),
	);
};
