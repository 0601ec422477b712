import { expect, test } from 'vitest'
import { ScreenNews } from './screen-news.ts'

const texts = { began: (name: string) => `${name} shares`, ended: (name: string) => `${name} ends` }
const screen = (id: string, userId: string, isOwn = false) => ({ id, userId, isOwn })
const nameOf = (id: string) => id.toUpperCase()

test('[VSC7] who begins and who ends to share is said once for each person, and not of oneself', () => {
  const news = new ScreenNews(texts, [screen('1', 'a')])
  news.look([screen('1', 'a')], nameOf)
  expect(news.getSnapshot()).toBe('')
  news.look([screen('1', 'a'), screen('2', 'a'), screen('3', 'me', true)], nameOf)
  expect(news.getSnapshot()).toBe('')
  news.look([screen('2', 'a'), screen('4', 'b')], nameOf)
  expect(news.getSnapshot()).toBe('B shares')
  news.look([screen('5', 'c')], nameOf)
  expect(news.getSnapshot()).toBe('C shares A ends B ends')
})
