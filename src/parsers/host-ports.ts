import {numberIfAt, objectIfAt, objectsAt, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

export interface HostPort {
	readonly pod: string;
	readonly namespace: string;
	readonly address: string;
	readonly protocol: string;
	readonly hostPort: number;
	readonly containerPort: number;
	/** The one address of the node that it is taken of; all, where there is none. */
	readonly hostIp?: string;
}

/** Ports that pods of a list take on their node, as far as the plugin portmap serves them. */
export const parseHostPorts = (text: string): readonly HostPort[] =>
	kubeObjectsIn(text).flatMap(object => {
		const metadata = objectIfAt(object, 'metadata') ?? {};
		const spec = objectIfAt(object, 'spec') ?? {};
		const address = textIfAt(objectIfAt(object, 'status') ?? {}, 'podIP');
		if (spec.hostNetwork === true || address === undefined || metadata.deletionTimestamp !== undefined) {
			return [];
		}
		return objectsAt(spec, 'containers')
			.flatMap(container => objectsAt(container, 'ports'))
			.flatMap(port => {
				const hostPort = numberIfAt(port, 'hostPort');
				const containerPort = numberIfAt(port, 'containerPort');
				const hostIp = textIfAt(port, 'hostIP') ?? '';
				const isOfAll = hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
				return hostPort === undefined || containerPort === undefined
					? []
					: [
							{
								pod: textAt(metadata, 'name'),
								namespace: textIfAt(metadata, 'namespace') ?? '',
								address,
								protocol: (textIfAt(port, 'protocol') ?? 'TCP').toLowerCase(),
								hostPort,
								containerPort,
								...(!isOfAll && {hostIp}),
							},
						];
			});
	});
