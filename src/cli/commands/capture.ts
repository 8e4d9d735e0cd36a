import type {Invocation} from '../arguments.ts';

export const capture = async (_: Invocation): Promise<number> => {
	throw new Error('not written yet');
};
