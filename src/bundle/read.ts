export const readBundle = async (path: string): Promise<unknown> => path;
