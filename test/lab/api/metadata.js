import {uuidOf} from '../identifiers.js';

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const seconds = date => date.toISOString().replace(/\.\d+Z$/, 'Z');

export const metadata = (cluster, name, {namespace, ...rest} = {}) => ({
	name,
	...(namespace !== undefined && {namespace}),
	uid: uuidOf(`${namespace ?? ''}/${name}`),
	resourceVersion: '4711',
	creationTimestamp: seconds(cluster.startedAt),
	...rest,
});
