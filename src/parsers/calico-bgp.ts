import {booleanIfAt, type JsonObject, objectIfAt, objectOf, present, textAt, textIfAt} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** A BGPConfiguration of crd.projectcalico.org: `default` for all nodes. https://docs.tigera.io/calico/latest/reference/resources/bgpconfig */
export interface BgpConfiguration {
	readonly name: string;
	/** On, unless told otherwise. */
	readonly isMeshOn: boolean;
}

/** A BGPPeer: which nodes peer with whom. https://docs.tigera.io/calico/latest/reference/resources/bgppeer */
export interface BgpPeering {
	readonly name: string;
	/** The one node that it is for; with neither this nor a selector it is for all. */
	readonly node?: string;
	readonly nodeSelector?: string;
	/** `10.0.0.1`, `10.0.0.1:1179`, `[fd00::1]:179`. */
	readonly peerIp?: string;
	/** Nodes that are peered with, where there is no address. */
	readonly peerSelector?: string;
}

const namesAndSpecs = (text: string): readonly {readonly name: string; readonly spec: JsonObject}[] =>
	kubeObjectsIn(text).map(object => ({
		name: textAt(objectOf(object.metadata, '"metadata"'), 'name'),
		spec: objectIfAt(object, 'spec') ?? {},
	}));

export const parseBgpConfigurations = (text: string): readonly BgpConfiguration[] =>
	namesAndSpecs(text).map(({name, spec}) => ({
		name,
		isMeshOn: booleanIfAt(spec, 'nodeToNodeMeshEnabled') ?? true,
	}));

/** Empty texts are what the API keeps for what is not set. */
export const parseBgpPeerings = (text: string): readonly BgpPeering[] =>
	namesAndSpecs(text).map(({name, spec}) => ({
		name,
		...present({
			node: textIfAt(spec, 'node') || undefined,
			nodeSelector: textIfAt(spec, 'nodeSelector') || undefined,
			peerIp: textIfAt(spec, 'peerIP') || undefined,
			peerSelector: textIfAt(spec, 'peerSelector') || undefined,
		}),
	}));
